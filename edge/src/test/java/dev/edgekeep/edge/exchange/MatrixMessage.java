package dev.edgekeep.edge.exchange;

import java.util.Arrays;
import java.util.List;

/**
 * A request or response without what frames it. {@code start} is the method and target, or the
 * status.
 */
record MatrixMessage(
    List<String> interims,
    String start,
    String authority,
    List<String> fields,
    String body,
    List<String> trailers) {
  static final String HOST = "www.example.com";

  static MatrixMessage request(
      String start, List<String> fields, String body, List<String> trailers) {
    return new MatrixMessage(List.of(), start, HOST, fields, body, trailers);
  }

  static MatrixMessage response(
      List<String> interims,
      String status,
      List<String> fields,
      String body,
      List<String> trailers) {
    return new MatrixMessage(interims, status, "", fields, body, trailers);
  }

  String method() {
    return start.split(" ", 2)[0];
  }

  String[] pairs(List<String> of) {
    return of.stream()
        .flatMap(field -> Arrays.stream(field.split(": ?", 2)))
        .toArray(String[]::new);
  }
}
