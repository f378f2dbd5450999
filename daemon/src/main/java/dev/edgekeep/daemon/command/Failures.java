package dev.edgekeep.daemon.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Reports failures of commands in words, and with a stack trace if {@code EDGEKEEP_DEBUG} is set.
 */
public final class Failures {
  private Failures() {}

  public static int wrongUsage(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    boolean unmatched = failure instanceof UnmatchedArgumentException;
    err.println("edgekeep: " + failure.getMessage());
    if (failure instanceof UnmatchedArgumentException unknown) {
      // In the order of likeness: more than two are no help.
      List<String> nearest = unknown.getSuggestions().stream().limit(2).toList();
      if (!nearest.isEmpty()) {
        err.println("Did you mean: " + String.join(" or ", nearest) + "?");
      }
    }
    if (command.getParent() == null && !unmatched) {
      command.usage(err);
    } else {
      err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    err.flush();
    return CommandFailure.USAGE;
  }

  public static int failed(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    int status = CommandFailure.OUTSIDE;
    switch (failure) {
      case CommandFailure known -> {
        status = known.status();
        err.println("edgekeep: " + known.getMessage());
      }
      case IOException io -> err.println("edgekeep: " + describe(io));
      case UncheckedIOException io -> err.println("edgekeep: " + io.getMessage());
      default ->
          err.println(
              "edgekeep: this should not happen: "
                  + failure
                  + "; with EDGEKEEP_DEBUG=1 it says where");
    }
    if (System.getenv("EDGEKEEP_DEBUG") != null) {
      failure.printStackTrace(err);
    }
    err.flush();
    return status;
  }

  /** The message of a file exception is only a path; its class tells the failure. */
  private static String describe(IOException failure) {
    return switch (failure) {
      case java.nio.file.NoSuchFileException e -> e.getFile() + ": no such file";
      case java.nio.file.AccessDeniedException e -> e.getFile() + ": permission denied";
      case java.nio.file.FileAlreadyExistsException e -> e.getFile() + ": exists already";
      default -> String.valueOf(failure.getMessage());
    };
  }
}
