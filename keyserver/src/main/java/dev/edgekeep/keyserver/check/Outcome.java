package dev.edgekeep.keyserver.check;

import dev.edgekeep.keyless.KeylessError;

/** The outcome of one operation. */
public sealed interface Outcome {
  /** A word or two, for a table: {@code ok}, {@code key not found}. */
  String label();

  /** The meaning, and what to do; empty when the operation works. */
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

  /** The key server answered with an error. */
  record Refused(KeylessError error, String advice) implements Outcome {
    @Override
    public String label() {
      return error.text();
    }
  }

  /** The key server answered with a wrong result. */
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

  /** The operation was not requested: the time of the check was over. */
  record NotTried(String advice) implements Outcome {
    @Override
    public String label() {
      return "not tried";
    }
  }

  /** The operation was not requested: no TLS edge can use such a key. */
  record NotServed(String advice) implements Outcome {
    @Override
    public String label() {
      return "not served";
    }
  }
}
