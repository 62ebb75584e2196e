"""The dashboard: pages in the browser, one ``Session`` for each visitor.

``server`` serves it (``cohesion dashboard``); ``layout`` holds the tabs, ``controls`` the left column, ``pages/`` a component a page.
Nothing here computes results: pages draw what a ``Record`` holds.
"""
