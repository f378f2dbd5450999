package dev.edgekeep.control.api;

/** A part of the server beside the API: pages for browsers. */
@FunctionalInterface
public interface Face {
  /**
   * Adds its pages.
   *
   * @param operations carries out what the pages offer; complete once the server has started
   */
  void addTo(Pages pages, Operations operations);
}
