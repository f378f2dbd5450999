package dev.edgekeep.control.api;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.error.DomainException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Carries out operations of the API for callers of this process, such as the console: with the
 * handlers, roles and limits that calls over HTTP have, and nothing that they have not. Blocks; any
 * thread.
 */
public final class Operations {
  private final List<Operation> operations = new ArrayList<>();
  private final Admission admission;
  private final UnreadableRecords unreadable;
  private final ObjectMapper json;

  Operations(Admission admission, UnreadableRecords unreadable, ObjectMapper json) {
    this.admission = admission;
    this.unreadable = unreadable;
    this.json = json;
  }

  /**
   * A call.
   *
   * @param path decoded parts below {@code /api/v1}: a host's name is one part, whatever is in it
   * @param headers by their names as the handlers write them
   * @param body JSON; empty: there is none
   */
  public record Request(
      String method,
      List<String> path,
      Map<String, String> query,
      Map<String, String> headers,
      String body) {
    public Request {
      path = List.copyOf(path);
      query = Map.copyOf(query);
      headers = Map.copyOf(headers);
    }

    public static Request get(String... path) {
      return new Request("GET", List.of(path), Map.of(), Map.of(), "");
    }

    public static Request delete(String... path) {
      return new Request("DELETE", List.of(path), Map.of(), Map.of(), "");
    }

    /** As {@code PUT}, with a body. */
    public static Request of(String method, JsonNode body, String... path) {
      String text = body.isMissingNode() ? "" : body.toString();
      return new Request(method, List.of(path), Map.of(), Map.of(), text);
    }

    public Request with(Map<String, String> parameters) {
      return new Request(method, path, parameters, headers, body);
    }

    /** The same for a record that must be in the revision that the caller has seen. */
    public Request ifMatch(String revision) {
      return revision.isEmpty()
          ? this
          : new Request(method, path, query, Map.of("If-Match", revision), body);
    }

    byte[] bytes() {
      return body.getBytes(StandardCharsets.UTF_8);
    }
  }

  /**
   * The result of a call that was carried out.
   *
   * @param body missing where there is none
   * @param version of the deployment that the change became, or 0
   */
  public record Result(JsonNode body, Map<String, String> headers, long version) {
    /** The revision for {@code If-Match}; empty: the record has none. */
    public String revision() {
      return headers.getOrDefault("ETag", "");
    }
  }

  void add(Operation operation) {
    operations.add(operation);
    operations.sort(Comparator.comparingInt(Operation::literals).reversed());
  }

  /** Returns whether the caller's role allows an operation; the handler may still refuse it. */
  public boolean allows(Caller caller, String method, String... path) {
    return find(method, List.of(path))
        .filter(found -> caller.role().includes(found.operation().role()))
        .isPresent();
  }

  /**
   * Carries out a call.
   *
   * @throws DomainException when it is refused; nothing was changed
   */
  public Result call(Caller caller, Request request) throws Exception {
    Found found = require(request);
    Operation.require(caller, found.operation().role());
    if (request.bytes().length > found.operation().limit().bytes()) {
      throw DomainException.invalid(
          "", "the body may have %s here".formatted(found.operation().limit().shown()));
    }
    try (Slots.Taken _ = admission.call(caller, null)) {
      Call call = new Call(new CallSource.Local(found.values(), request), caller, null);
      return result(request, found.operation().handler().handle(call));
    }
  }

  /** Sends the events of a stream until the client goes. */
  void stream(Caller caller, Request request, EventStream stream) throws Exception {
    Found found = require(request);
    Operation.require(caller, found.operation().role());
    StreamHandler handler = found.operation().stream();
    if (handler == null) {
      throw DomainException.notFound("stream", String.join("/", request.path()));
    }
    handler.handle(new Call(new CallSource.Local(found.values(), request), caller, null), stream);
  }

  private Result result(Request request, Answer answer) {
    boolean looks = request.method().equals("GET");
    JsonNode body =
        switch (answer.body()) {
          case null -> json.missingNode();
          case byte[] bytes -> json.valueToTree(new String(bytes, StandardCharsets.UTF_8));
          case Object value -> json.valueToTree(looks ? unreadable.marked(value) : value);
        };
    return new Result(body, answer.headers(), answer.version());
  }

  private record Found(Operation operation, Map<String, String> values) {}

  private Found require(Request request) {
    return find(request.method(), request.path())
        .orElseThrow(
            () -> DomainException.notFound("operation", request.method() + " " + request.path()));
  }

  private Optional<Found> find(String method, List<String> path) {
    for (Operation operation : operations) {
      Map<String, String> values = operation.match(method, path);
      if (values != null) {
        return Optional.of(new Found(operation, values));
      }
    }
    return Optional.empty();
  }
}
