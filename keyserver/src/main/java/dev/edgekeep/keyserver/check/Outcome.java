package dev.edgekeep.keyserver.check;

import dev.edgekeep.keyless.KeylessError;

/** What came of one operation. */
public sealed interface Outcome {
  /** In a word or two, for a table: {@code ok}, {@code key not found}. */
  String label();

  /** What it means and what to do; empty when all is well. */
  String advice();

  /** The result is right. */
  record Works() implements Outcome {
    @Override
    public String label() {
      return "ok";
    }

    @Override
    public String advice() {
      return "";
    }
  }

  /** The key server has answered with an error. */
  record Refused(KeylessError error, String advice) implements Outcome {
    @Override
    public String label() {
      return error.text();
    }
  }

  /** The key server has answered with something that is no right result. */
  record Wrong(String advice) implements Outcome {
    @Override
    public String label() {
      return "wrong result";
    }
  }

  /** There was no answer. */
  record NoAnswer(String advice) implements Outcome {
    @Override
    public String label() {
      return "no answer";
    }
  }

  /** It was not asked for: the time of the check was over. */
  record NotTried(String advice) implements Outcome {
    @Override
    public String label() {
      return "not tried";
    }
  }

  /** It was not asked for: no TLS edge can use such a key. */
  record NotServed(String advice) implements Outcome {
    @Override
    public String label() {
      return "not served";
    }
  }
}
