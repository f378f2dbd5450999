package dev.edgekeep.control.api;

import dev.edgekeep.control.change.Actor.Once;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/**
 * Where calls go: each path with the role that it needs. What is common to all calls is done here:
 * authentication, idempotency, waiting for the deployment.
 */
public final class Routes {
  /** Before every path of the API. */
  public static final String PREFIX = "/api/v1";

  private static final Duration WAIT = Duration.ofSeconds(30);

  private final RoutesConfig http;
  private final Authentication authentication;
  private final Idempotency idempotency;
  private final DeploymentWait deployments;
  private final ObjectMapper json;
  private final List<String> operations = new ArrayList<>();

  Routes(
      RoutesConfig http,
      Authentication authentication,
      Idempotency idempotency,
      DeploymentWait deployments,
      ObjectMapper json) {
    this.http = http;
    this.authentication = authentication;
    this.idempotency = idempotency;
    this.deployments = deployments;
    this.json = json;
  }

  /**
   * @param path below {@code /api/v1}, with parts as {@code {site}}
   */
  public void get(String path, Role role, Handler handler) {
    add(HandlerType.GET, path, role, handler);
  }

  public void post(String path, Role role, Handler handler) {
    add(HandlerType.POST, path, role, handler);
  }

  public void put(String path, Role role, Handler handler) {
    add(HandlerType.PUT, path, role, handler);
  }

  public void patch(String path, Role role, Handler handler) {
    add(HandlerType.PATCH, path, role, handler);
  }

  public void delete(String path, Role role, Handler handler) {
    add(HandlerType.DELETE, path, role, handler);
  }

  /** As {@link #get}, and with {@code Accept: text/event-stream} the stream. */
  public void getOrStream(String path, Role role, Handler handler, StreamHandler stream) {
    operations.add("GET " + path);
    http.addHttpHandler(
        HandlerType.GET,
        PREFIX + path,
        context -> {
          String accept = context.header("Accept");
          if (accept != null && accept.contains("text/event-stream")) {
            stream(context, role, stream);
          } else {
            handle(context, role, handler);
          }
        });
  }

  /** For anybody, without a token. */
  public void openGet(String path, OpenHandler handler) {
    open(HandlerType.GET, path, handler);
  }

  /** For anybody, without a token. */
  public void openPost(String path, OpenHandler handler) {
    open(HandlerType.POST, path, handler);
  }

  private void open(HandlerType method, String path, OpenHandler handler) {
    operations.add(method.name() + " " + path);
    http.addHttpHandler(
        method,
        PREFIX + path,
        context -> send(context, handler.handle(new OpenCall(context, authentication))));
  }

  private void add(HandlerType method, String path, Role role, Handler handler) {
    operations.add(method.name() + " " + path);
    http.addHttpHandler(method, PREFIX + path, context -> handle(context, role, handler));
  }

  /** Every operation that was added, as {@code GET /sites/{site}}. */
  List<String> operations() {
    return operations.stream().map(Routes::asDescribed).toList();
  }

  /** A part that may have slashes is written with angle brackets here, and not in the contract. */
  private static String asDescribed(String operation) {
    return operation.replace('<', '{').replace('>', '}');
  }

  private void handle(Context context, Role role, Handler handler) throws Exception {
    Caller caller = authenticate(context, role);
    Once once = once(context);
    Answer answer = once == null ? null : replay(caller, once);
    if (answer == null) {
      answer = handler.handle(new Call(context, caller, once));
      if (once != null) {
        idempotency.keep(caller.accountId(), once, answer);
      }
    }
    send(context, afterDeployment(context, answer));
  }

  private @Nullable Answer replay(Caller caller, Once once) {
    Optional<Answer> before = idempotency.replay(caller.accountId(), once);
    return before.orElse(null);
  }

  private @Nullable Once once(Context context) {
    return context.method().equals(HandlerType.POST)
        ? idempotency.read(
            context.header("Idempotency-Key"),
            context.method().name(),
            context.path(),
            context.bodyAsBytes())
        : null;
  }

  private Caller authenticate(Context context, Role role) {
    Caller caller =
        authentication.authenticate(
            context.header("Authorization"),
            context.header("Edgekeep-Account"),
            context.req().getRemoteAddr());
    if (!caller.role().includes(role)) {
      throw ApiProblem.of(
          ApiProblem.Type.FORBIDDEN,
          "this needs the role %s, and the token %s has the role %s"
              .formatted(role.label(), caller.tokenName(), caller.role().label()));
    }
    return caller;
  }

  private Answer afterDeployment(Context context, Answer answer) {
    if (answer.version() == 0) {
      return answer;
    }
    Answer numbered = answer.header("X-Deployment", Long.toString(answer.version()));
    String wait = context.queryParam("wait");
    return wait == null
        ? numbered
        : numbered.header("X-Deployment-State", deployments.await(answer.version(), WAIT));
  }

  private void send(Context context, Answer answer) {
    context.status(answer.status());
    for (Map.Entry<String, String> header : answer.headers().entrySet()) {
      context.header(header.getKey(), header.getValue());
    }
    switch (answer.body()) {
      case null -> {}
      case byte[] bytes -> context.result(bytes);
      case Object value -> {
        context.contentType("application/json");
        context.result(json.writeValueAsBytes(value));
      }
    }
  }

  private void stream(Context context, Role role, StreamHandler handler) throws Exception {
    Caller caller = authenticate(context, role);
    context.contentType("text/event-stream");
    context.header("Cache-Control", "no-store");
    context.header("X-Accel-Buffering", "no");
    context.res().flushBuffer();
    handler.handle(
        new Call(context, caller, null), new EventStream(context.res().getOutputStream()));
  }
}
