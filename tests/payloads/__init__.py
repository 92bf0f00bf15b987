"""Requests in the shapes in which Slack sends them: kept while a scene is played, then mutated.

None lies in a file: what is kept is what the app of today is sent, with ids and sealed values that are good.
"""
