package dev.edgekeep.control.api;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.change.IdempotencyKey;
import dev.edgekeep.control.store.StoreException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/**
 * The paths of the API, each with the role that it needs. Does what all calls have in common:
 * authentication, limits, idempotency, waiting for the deployment.
 */
public final class Routes {
  /** Before every path of the API. */
  public static final String PREFIX = "/api/v1";

  /** The part of a path that names a site. */
  static final String SITE = "site";

  private static final Duration WAIT = Duration.ofSeconds(30);

  private final RoutesConfig http;
  private final Authentication authentication;
  private final Admission admission;
  private final Idempotency idempotency;
  private final DeploymentWait deployments;
  private final ObjectMapper json;
  private final Consumer<Exception> failures;
  private final UnreadableRecords unreadable;
  private final Operations local;
  private final List<String> operations = new ArrayList<>();

  Routes(
      RoutesConfig http,
      Authentication authentication,
      Admission admission,
      Idempotency idempotency,
      DeploymentWait deployments,
      ObjectMapper json,
      UnreadableRecords unreadable,
      Operations local,
      Consumer<Exception> failures) {
    this.http = http;
    this.authentication = authentication;
    this.admission = admission;
    this.idempotency = idempotency;
    this.deployments = deployments;
    this.json = json;
    this.failures = failures;
    this.unreadable = unreadable;
    this.local = local;
  }

  /**
   * @param path below {@code /api/v1}, with parts as {@code {site}}
   */
  public void get(String path, Role role, Handler handler) {
    add(HandlerType.GET, path, role, BodyLimit.SETTINGS, handler);
  }

  public void post(String path, Role role, Handler handler) {
    post(path, role, BodyLimit.SETTINGS, handler);
  }

  public void post(String path, Role role, BodyLimit body, Handler handler) {
    add(HandlerType.POST, path, role, body, handler);
  }

  public void put(String path, Role role, Handler handler) {
    put(path, role, BodyLimit.SETTINGS, handler);
  }

  public void put(String path, Role role, BodyLimit body, Handler handler) {
    add(HandlerType.PUT, path, role, body, handler);
  }

  public void patch(String path, Role role, Handler handler) {
    add(HandlerType.PATCH, path, role, BodyLimit.SETTINGS, handler);
  }

  public void delete(String path, Role role, Handler handler) {
    add(HandlerType.DELETE, path, role, BodyLimit.SETTINGS, handler);
  }

  /** As {@link #get}, and with {@code Accept: text/event-stream} the stream. */
  public void getOrStream(String path, Role role, Handler handler, StreamHandler stream) {
    operations.add("GET " + path);
    local.add(
        new Operation("GET", Operation.parts(path), role, BodyLimit.SETTINGS, handler, stream));
    http.addHttpHandler(
        HandlerType.GET,
        PREFIX + path,
        context -> {
          String accept = context.header("Accept");
          boolean isHead = context.req().getMethod().equals("HEAD"); // which nobody would read
          if (accept != null && accept.contains("text/event-stream") && !isHead) {
            stream(context, role, stream);
          } else {
            handle(context, role, BodyLimit.SETTINGS, handler);
          }
        });
  }

  /** For anybody, without a token. */
  public void openGet(String path, OpenHandler handler) {
    open(HandlerType.GET, path, BodyLimit.OCSP, handler);
  }

  /** For anybody, without a token. */
  public void openPost(String path, BodyLimit body, OpenHandler handler) {
    open(HandlerType.POST, path, body, handler);
  }

  private void open(HandlerType method, String path, BodyLimit limit, OpenHandler handler) {
    operations.add(method.name() + " " + path);
    http.addHttpHandler(method, PREFIX + path, context -> handleOpen(context, limit, handler));
  }

  /** Reads the body first: a client that sends it slowly takes no place of others. */
  private void handleOpen(Context context, BodyLimit limit, OpenHandler handler) throws Exception {
    ApiConnection connection = ConnectionPhases.of(context.req());
    try (RequestBody body = new RequestBody(context, limit, admission, "")) {
      if (context.method().equals(HandlerType.POST)) {
        admission.connections().reads(connection, body.time());
        byte[] _ = body.bytes();
      }
      try (Slots.Taken _ = admission.openCall(connection)) {
        send(context, handler.handle(new OpenCall(context, body, authentication)), "");
      }
    }
  }

  private void add(HandlerType method, String path, Role role, BodyLimit body, Handler handler) {
    operations.add(method.name() + " " + path);
    local.add(new Operation(method.name(), Operation.parts(path), role, body, handler, null));
    http.addHttpHandler(method, PREFIX + path, context -> handle(context, role, body, handler));
  }

  /** Every operation that was added, as {@code GET /sites/{site}}. */
  List<String> operations() {
    return operations.stream().map(Routes::asDescribed).toList();
  }

  /** A part that may have slashes is written with angle brackets here, and not in the contract. */
  private static String asDescribed(String operation) {
    return operation.replace('<', '{').replace('>', '}');
  }

  private void handle(Context context, Role role, BodyLimit limit, Handler handler)
      throws Exception {
    Caller caller = authenticate(context, role);
    ApiConnection connection = ConnectionPhases.of(context.req());
    try (Slots.Taken _ = admission.call(caller, connection);
        RequestBody body = new RequestBody(context, limit, admission, caller.accountId())) {
      Answer answer = answer(context, caller, body, handler);
      send(context, afterDeployment(context, caller, answer), caller.accountId());
    }
  }

  private Answer answer(Context context, Caller caller, RequestBody body, Handler handler)
      throws Exception {
    IdempotencyKey idempotencyKey = idempotencyKey(context, body);
    Answer answer = idempotencyKey == null ? null : replay(caller, idempotencyKey);
    if (answer == null) {
      answer = handler.handle(new Call(new CallSource.Http(context, body), caller, idempotencyKey));
      if (idempotencyKey != null) {
        keep(caller, idempotencyKey, answer);
      }
    }
    return answer;
  }

  /** Keeps an answer. When that fails, a repetition is told that its answer was lost. */
  private void keep(Caller caller, IdempotencyKey idempotencyKey, Answer answer) {
    try {
      idempotency.keep(caller, idempotencyKey, answer);
    } catch (StoreException e) {
      failures.accept(e);
    }
  }

  private @Nullable Answer replay(Caller caller, IdempotencyKey idempotencyKey) {
    Optional<Answer> before = idempotency.replay(caller, idempotencyKey);
    return before.orElse(null);
  }

  private @Nullable IdempotencyKey idempotencyKey(Context context, RequestBody body) {
    return context.method().equals(HandlerType.POST)
        ? idempotency.read(
            context.header("Idempotency-Key"),
            context.method().name(),
            context.path(),
            body.bytes())
        : null;
  }

  private Caller authenticate(Context context, Role role) {
    Caller caller =
        authentication.authenticate(
            context.header("Authorization"),
            context.header("Edgekeep-Account"),
            context.req().getRemoteAddr());
    Operation.require(caller, role);
    return caller;
  }

  private Answer afterDeployment(Context context, Caller caller, Answer answer) {
    if (answer.version() == 0) {
      return answer;
    }
    Answer numbered = answer.header("X-Deployment", Long.toString(answer.version()));
    return context.queryParam("wait") == null
        ? numbered
        : numbered.header("X-Deployment-State", await(caller, answer.version()));
  }

  /** The state of a deployment; the current one where too many calls wait already. */
  private String await(Caller caller, long version) {
    try (Slots.Taken place = admission.wait(caller)) {
      return deployments.await(version, place == null ? Duration.ZERO : WAIT);
    }
  }

  private void send(Context context, Answer answer, String account) {
    context.status(answer.status());
    for (Map.Entry<String, String> header : answer.headers().entrySet()) {
      context.header(header.getKey(), header.getValue());
    }
    switch (answer.body()) {
      case null -> {}
      case byte[] bytes -> context.result(bytes);
      case Object value -> {
        // After a change, the records are those before it until the snapshot is made.
        boolean looks = context.method().equals(HandlerType.GET);
        byte[] bytes = json.writeValueAsBytes(looks ? unreadable.marked(value) : value);
        charge(context, account, bytes.length);
        context.contentType("application/json");
        context.result(bytes);
      }
    }
  }

  /** Counts the memory of a large answer until its reader has received it. */
  private void charge(Context context, String account, int bytes) {
    if (bytes > MemoryBudget.SMALL) {
      admission.memory().take(account, bytes);
      ConnectionPhases.whenComplete(
          context.req(), () -> admission.memory().giveBack(account, bytes));
    }
  }

  private void stream(Context context, Role role, StreamHandler handler) throws Exception {
    Caller caller = authenticate(context, role);
    ApiConnection connection = ConnectionPhases.of(context.req());
    try (Slots.Taken _ = admission.stream(caller, connection);
        RequestBody body =
            new RequestBody(context, BodyLimit.SETTINGS, admission, caller.accountId())) {
      context.contentType("text/event-stream");
      context.header("Cache-Control", "no-store");
      context.header("X-Content-Type-Options", "nosniff");
      context.header("X-Accel-Buffering", "no");
      context.res().flushBuffer();
      handler.handle(
          new Call(new CallSource.Http(context, body), caller, null),
          new EventStream(context.res().getOutputStream(), () -> authentication.stands(caller)));
    }
  }
}
