"""Reports that are written from the records: a turn of a service, a year, the communities of a programme.

Every report says first what is missing or uncertain, and every number links to the page it was counted from.
Numbers about people come as Disclosed figures and in no other way.
"""
