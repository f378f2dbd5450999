package dev.edgekeep.control.event;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/** An event as the API shows it: its id, and its members. */
record EventView(String id, @JsonUnwrapped Event event) {
  static EventView of(StoredEvent stored) {
    return new EventView(Long.toString(stored.id()), stored.event());
  }
}
