package dev.edgekeep.control.api;

import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.observe.Observation;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.StoreException;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/** The API over HTTP: every call on a virtual thread of its own. */
public final class ApiServer implements AutoCloseable {
  /** They accept and select; calls have threads of their own. */
  private static final int PLATFORM_THREADS = 16;

  private final Javalin javalin;
  private final Admission admission;
  private final ServerConnector connector;
  private final String shown;
  private final List<String> operations;

  private ApiServer(
      Javalin javalin,
      Admission admission,
      ServerConnector connector,
      String shown,
      List<String> operations) {
    this.javalin = javalin;
    this.admission = admission;
    this.connector = connector;
    this.shown = shown;
    this.operations = operations;
  }

  /**
   * The parts that the server works with.
   *
   * @param unreadable the reasons for which records cannot be used, by their ids
   * @param observation counts and traces the calls
   * @param failures receives failures of the control plane itself
   */
  public record Parts(
      Store store,
      Authentication authentication,
      DeploymentWait deployments,
      ApiLimits limits,
      ObjectMapper json,
      InstantSource clock,
      Supplier<Map<String, String>> unreadable,
      Observation observation,
      Consumer<Exception> failures) {}

  /**
   * Starts it; {@code features} add their paths.
   *
   * @throws IOException when the address cannot be bound, naming it
   */
  public static ApiServer start(ApiEndpoint endpoint, Parts parts, List<Consumer<Routes>> features)
      throws IOException {
    return start(endpoint, parts, features, List.of());
  }

  /** As above, with parts beside the API. */
  public static ApiServer start(
      ApiEndpoint endpoint, Parts parts, List<Consumer<Routes>> features, List<Face> faces)
      throws IOException {
    Made made = new Made();
    Admission admission = new Admission(parts.limits());
    Javalin javalin =
        Javalin.create(config -> {
          made.operations = configure(config, parts, admission, features, faces);
          config.jetty.addConnector((server, http) ->
              made.connector = Connectors.make(endpoint, admission.connections(), server, http));
        });
    try {
      javalin.start();
    } catch (JavalinBindException e) {
      admission.close();
      throw inUse(endpoint, e);
    } catch (RuntimeException e) {
      admission.close();
      javalin.stop();
      if (e.getCause() instanceof BindException) {
        throw inUse(endpoint, e);
      }
      throw e;
    }
    return new ApiServer(
        javalin,
        admission,
        Objects.requireNonNull(made.connector),
        endpoint.scheme(),
        made.operations);
  }

  /** The results of configuring. */
  private static final class Made {
    private @Nullable ServerConnector connector;
    private List<String> operations = List.of();
  }

  private static IOException inUse(ApiEndpoint endpoint, Exception cause) {
    return new IOException(
        "the API's address %s:%d cannot be bound: %s"
            .formatted(
                endpoint.address().getHostString(),
                endpoint.address().getPort(),
                cause.getCause() == null ? cause.getMessage() : cause.getCause().getMessage()),
        cause);
  }

  private static List<String> configure(
      JavalinConfig config,
      Parts parts,
      Admission admission,
      List<Consumer<Routes>> features,
      List<Face> faces) {
    config.startup.showJavalinBanner = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    // Every route reads its body within a limit of its own; nothing else may read one.
    config.http.maxRequestSize = 0L;
    config.http.prefer405over404 = true;
    config.jetty.threadPool = threads();
    config.jetty.modifyServer(server -> {
      server.setErrorHandler(new UnreadableRequests(parts.json()));
      server.insertHandler(new ConnectionPhases(admission.connections()));
    });
    config.jetty.modifyHttpConfiguration(http -> {
      http.setSendServerVersion(false);
      http.setIdleTimeout(parts.limits().times().idle().toMillis());
    });
    new ObservedCalls(parts.observation()).addTo(config.routes);
    Idempotency idempotency = new Idempotency(parts.store(), parts.json(), parts.clock());
    UnreadableRecords unreadable = new UnreadableRecords(parts.unreadable(), parts.json());
    Operations operations = new Operations(admission, unreadable, parts.json());
    Routes routes =
        new Routes(
            config.routes,
            parts.authentication(),
            admission,
            idempotency,
            parts.deployments(),
            parts.json(),
            unreadable,
            operations,
            parts.failures());
    features.forEach(feature -> feature.accept(routes));
    Documentation.addTo(config.routes);
    Pages pages = new Pages(config.routes, admission, operations);
    faces.forEach(face -> face.addTo(pages, operations));
    addProblems(config, parts);
    return routes.operations();
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS);
    threads.setName("api");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("api-", 1).factory()));
    // With reserved threads Jetty runs a call on the thread that selected it, and none is virtual.
    threads.setReservedThreads(0);
    return threads;
  }

  private static void addProblems(JavalinConfig config, Parts parts) {
    Problems problems = new Problems(parts.json(), parts.failures());
    config.routes.exception(ApiProblem.class, problems::send);
    config.routes.exception(StoreException.class, problems::send);
    config.routes.exception(DomainException.class, problems::send);
    config.routes.exception(HttpResponseException.class, problems::send);
    config.routes.exception(Exception.class, problems::sendFailed);
    config.routes.after(ApiServer::addSecurityFields);
  }

  private static void addSecurityFields(Context context) {
    context.header("X-Content-Type-Options", "nosniff");
    if (context.res().getHeader("Cache-Control") == null) {
      context.header("Cache-Control", "no-store");
    }
  }

  /** Every operation that there is, as {@code GET /sites/{site}}. */
  public List<String> operations() {
    return operations;
  }

  /** The address on which it listens; the actual port where 0 was configured. */
  public InetSocketAddress address() {
    return new InetSocketAddress(connector.getHost(), connector.getLocalPort());
  }

  /** As {@code http://127.0.0.1:8444}. */
  public String url() {
    InetSocketAddress address = address();
    String host = address.getHostString();
    return "%s://%s:%d"
        .formatted(shown, host.contains(":") ? "[" + host + "]" : host, address.getPort());
  }

  @Override
  public void close() {
    javalin.stop();
    admission.close();
  }
}
