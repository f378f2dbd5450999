package dev.edgekeep.cli.control;

import dev.edgekeep.config.value.Addresses;
import dev.edgekeep.control.ControlPlane;
import dev.edgekeep.control.config.ControlConfig;
import dev.edgekeep.control.deploy.Node;
import dev.edgekeep.control.event.Event;
import dev.edgekeep.control.secret.UnsealException;
import dev.edgekeep.control.store.StoreException;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.daemon.command.Version;
import dev.edgekeep.daemon.json.JsonWriter;
import dev.edgekeep.daemon.network.OpenFiles;
import dev.edgekeep.daemon.signal.Signals;
import dev.edgekeep.daemon.signal.Termination;
import dev.edgekeep.edge.EdgeNode;
import dev.edgekeep.edge.NodeOptions;
import dev.edgekeep.edge.events.EdgeEvent.Kind;
import dev.edgekeep.snapshot.Listener;
import dev.edgekeep.snapshot.NodeSettings;
import dev.edgekeep.snapshot.Snapshot;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A control plane and, if its configuration has one, an edge node in the same process. */
public final class ControlProcess implements AutoCloseable {
  private final ControlConfig config;
  private final ControlPlane control;
  private final @Nullable EdgeNode edge;
  private final Termination termination;

  private ControlProcess(ControlConfig config, ControlPlane control, @Nullable EdgeNode edge) {
    this.config = config;
    this.control = control;
    this.edge = edge;
    this.termination = Termination.listen(CommandFailure.OUTSIDE);
  }

  /**
   * Starts the control plane and the edge node.
   *
   * @throws CommandFailure when an address cannot be bound or the store cannot be opened
   */
  public static ControlProcess start(ControlConfig config) throws CommandFailure {
    EdgeStart start = new EdgeStart(config);
    try {
      OpenFiles.ofThisProcess().requireEnough();
      ControlPlane control =
          ControlPlane.start(
              config,
              new ControlPlane.Options(start::start, InstantSource.system(), ControlProcess::say));
      ControlProcess process = new ControlProcess(config, control, start.edge);
      process.begin();
      return process;
    } catch (IOException | StoreException | UnsealException e) {
      start.close();
      throw CommandFailure.outside(String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      start.close();
      throw CommandFailure.configuration(String.valueOf(e.getMessage()));
    }
  }

  /** Starts the edge node once the first snapshot exists. */
  private static final class EdgeStart implements AutoCloseable {
    private final ControlConfig config;
    private @Nullable EdgeNode edge;

    private EdgeStart(ControlConfig config) {
      this.config = config;
    }

    private List<Node> start(Snapshot first, Consumer<Event> events) throws IOException {
      NodeSettings settings = config.edge();
      if (settings == null) {
        return List.of();
      }
      String name = settings.name() == null ? MachineName.get() : settings.name();
      EdgeNode node =
          EdgeNode.start(
              first,
              NodeOptions.of(Version.current())
                  .withTap(event -> events.accept(LocalNode.event(name, event))));
      edge = node;
      return List.of(new LocalNode(name, node));
    }

    @Override
    public void close() {
      if (edge != null) {
        edge.close();
      }
    }
  }

  /** Logs a message as a JSON line, like all logs of the process. */
  private static void say(String line) {
    String json =
        new JsonWriter()
            .beginObject()
            .name("time")
            .time(System.currentTimeMillis())
            .field("log", "control")
            .field("detail", line)
            .endObject()
            .toString();
    System.err.println(json);
  }

  private void begin() {
    EdgeNode node = edge;
    String warning = OpenFiles.ofThisProcess().warning();
    if (node == null && warning != null) {
      say(warning); // the node logs it
    }
    if (node != null) {
      Signals.on("HUP", node::reopenLogs);
      node.record(
          Kind.STARTED, "edgekeep %s, %s".formatted(Version.current(), describeAddresses()));
    }
  }

  /** Such as {@code https://127.0.0.1:8443, http://127.0.0.1:8080, API https://127.0.0.1:8444}. */
  public String describeAddresses() {
    List<String> addresses = new ArrayList<>();
    NodeSettings settings = config.edge();
    EdgeNode node = edge;
    if (settings != null && node != null) {
      List<InetSocketAddress> bound = node.addresses();
      for (int i = 0; i < bound.size(); i++) {
        Listener listener = settings.listeners().get(i);
        addresses.add(
            (listener.plaintext() ? "http://" : "https://") + Addresses.text(bound.get(i)));
      }
      InetSocketAddress admin = node.adminAddress();
      if (admin != null) {
        addresses.add("admin http://" + Addresses.text(admin));
      }
    }
    addresses.add("API " + control.url());
    InetSocketAddress ownAdmin = control.adminAddress();
    if (ownAdmin != null) {
      addresses.add("admin of the control plane http://" + Addresses.text(ownAdmin));
    }
    return String.join(", ", addresses);
  }

  /** The URL of the API, such as {@code https://127.0.0.1:8444}. */
  public String url() {
    return control.url();
  }

  /** The URL of the API without TLS, if enabled, such as {@code http://127.0.0.1:8444}. */
  public String plaintextUrl() {
    return "http://" + Addresses.text(control.address());
  }

  /** The addresses of the edge node's listeners, in order; empty without an edge node. */
  public List<InetSocketAddress> edgeAddresses() {
    return edge == null ? List.of() : edge.addresses();
  }

  /** The address of the control plane's own admin server; null without one. */
  public @Nullable InetSocketAddress adminAddress() {
    return control.adminAddress();
  }

  /** The address of the edge node's admin server; null without one. */
  public @Nullable InetSocketAddress edgeAdminAddress() {
    return edge == null ? null : edge.adminAddress();
  }

  /** Serves until SIGTERM or SIGINT, then finishes the requests in progress on the edge. */
  public void serveUntilTold() {
    termination.await();
    EdgeNode node = edge;
    if (node != null) {
      node.record(
          Kind.DRAINING, "shutting down: no new connections, requests in progress are finished");
      boolean allEnded = node.drain();
      node.record(
          Kind.STOPPED, allEnded ? "all connections ended" : "the drain timeout has expired");
    }
  }

  @Override
  public void close() {
    control.close();
    if (edge != null) {
      edge.close();
    }
  }
}
