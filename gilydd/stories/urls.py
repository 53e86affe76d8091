"""Addresses of stories, below /c/<community>/stories/."""

from django.urls import path

from . import urls_research
from .views import answering, listening, own, public, sharing

app_name = "stories"
urlpatterns = [
    path("", public.start, name="start"),
    path("feed.atom", public.feed, name="feed"),
    path("read/<uuid:story_key>/", public.story, name="story"),
    path("services/<int:service>/", public.service, name="service"),
    path("datasets/<str:dataset_secret>/", public.fetched, name="fetched"),
    path("tell/", own.tell, name="tell"),
    path("mine/", own.mine, name="mine"),
    path("mine/<int:story>/", own.mine_one, name="mine_one"),
    path("mine/<int:story_draft>/write/", own.write, name="write"),
    path("mine/<int:story_draft>/about/", own.about, name="about"),
    path("mine/<int:story_draft>/pictures/", own.pictures, name="pictures"),
    path("mine/<int:story_draft>/meaning/", own.meaning, name="meaning"),
    path("mine/<int:story_draft>/recording/", own.recording, name="recording"),
    path("mine/<int:story>/uses/", own.uses, name="uses"),
    path("mine/<int:story>/uses/<slug:story_use>/", own.use, name="use"),
    path("mine/<int:story>/uses/<slug:story_use>/end/", own.use_end, name="use_end"),
    path("mine/<int:story_draft>/hand-in/", own.hand_in, name="hand_in"),
    path("mine/<int:story_draft>/discard/", own.discard, name="discard"),
    path("mine/<int:story>/withdraw/", own.withdraw, name="withdraw"),
    path("recordings/<int:story>/", own.hear, name="hear"),
    path("recordings/<int:story>/words/", own.transcript, name="transcript"),
    path("versions/<int:story_version>/", own.version, name="version"),
    path("felt/<int:tied_change>/", own.felt, name="felt"),
    path("listening/", listening.listening, name="listening"),
    path("listening/<int:story>/", listening.listen, name="listen"),
    path("listening/<int:story>/version/", listening.propose, name="propose"),
    path("listening/<int:story>/hold/", listening.hold, name="hold"),
    path("listening/<int:story>/again/", listening.again, name="again"),
    path("listening/<int:story>/worry/", listening.worry, name="worry"),
    path("answering/", answering.to_answer, name="to_answer"),
    path("answering/<int:story>/<int:service>/", answering.answer, name="answer"),
    path("changes/new/<int:service>/", answering.change_new, name="change_new"),
    path("changes/<int:named_change>/", answering.change, name="change"),
    path("shares/", sharing.shares, name="shares"),
    path("shares/new/", sharing.share_new, name="share_new"),
    path("shares/<int:story_share>/end/", sharing.share_end, name="share_end"),
    path("prompts/", sharing.prompts, name="prompts"),
    path("prompts/usual/", sharing.prompts_usual, name="prompts_usual"),
    path("prompts/<int:story_prompt>/end/", sharing.prompt_end, name="prompt_end"),
]
urlpatterns += urls_research.urlpatterns
