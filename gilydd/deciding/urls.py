"""Addresses of deciding, below /c/<community>/deciding/."""

from django.urls import path

from .views import ballots, counting, elections, opening, votes

app_name = "deciding"
urlpatterns = [
    path("", elections.elections, name="elections"),
    path("elections/<int:election>/", elections.election, name="election"),
    path("elections/<int:election>/projects/<int:option>/", elections.project, name="project"),
    path("elections/<int:election>/voter/", elections.voter, name="voter"),
    path("elections/<int:election>/file/", elections.file, name="file"),
    path("votes/", votes.votes, name="votes"),
    path("votes/new/", opening.new, name="vote_new"),
    path("votes/<int:vote>/", votes.vote, name="vote"),
    path("votes/<int:vote>/vote/", votes.cast, name="vote_cast"),
    path("votes/<int:vote>/enter/", ballots.enter, name="vote_enter"),
    path("votes/<int:vote>/enter/<int:number>/", ballots.enter_one, name="vote_enter_one"),
    path("votes/<int:vote>/paper/", ballots.paper, name="vote_paper"),
    path("votes/<int:vote>/close/", counting.close, name="vote_close"),
    path("votes/<int:vote>/stop/", counting.stop, name="vote_stop"),
    path("votes/<int:ended>/recount/", counting.recount, name="vote_recount"),
    path("votes/<int:ended>/ballots/", ballots.ballots, name="vote_ballots"),
    path("votes/<int:ended>/ballots.csv", ballots.ballots_table, name="vote_ballots_table"),
    path("votes/<int:ended>/ballots.json", ballots.ballots_file, name="vote_ballots_file"),
]
