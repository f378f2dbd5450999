package dev.edgekeep.keyserver;

import java.util.List;

/** A key server cannot start with what it was told: the configuration or a key is wrong. */
public final class KeyServerRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final List<String> problems;

  KeyServerRefusedException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** All that is wrong, each naming the file and what to do. */
  public List<String> problems() {
    return problems;
  }
}
