"""The only room that writes ``appointment_notification`` (H2): each transition is a named function with its statement.

``row`` names the columns; ``plan`` writes and moves what is planned; ``results`` notes what the dispatcher found out;
``delivery`` what providers report; ``desk`` what staff do; ``rebind`` follows bookings and contacts that change hands.
"""
