package dev.edgekeep.control.event;

/** An event that was stored. */
record StoredEvent(long id, EventOwner owner, Event event) {}
