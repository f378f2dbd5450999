package dev.edgekeep.edge;

import dev.edgekeep.daemon.admin.AdminServer;
import dev.edgekeep.edge.admin.AdminPages;
import dev.edgekeep.edge.admin.NodeView;
import dev.edgekeep.snapshot.AdminEndpoint;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The node's admin server, which a snapshot may move or remove. One thread at a time. */
final class NodeAdmin implements AutoCloseable {
  private final NodeView view;
  private final PrometheusRegistry registry;
  private @Nullable AdminEndpoint endpoint;
  private @Nullable AdminServer server;

  NodeAdmin(NodeView view, PrometheusRegistry registry) {
    this.view = view;
    this.registry = registry;
  }

  /** A change that has been prepared. */
  interface Change {
    void commit();

    void abandon();
  }

  /**
   * Binds the address, unless it is the same.
   *
   * @throws IOException when it cannot be bound; the old server stays
   */
  Change prepare(@Nullable AdminEndpoint wanted) throws IOException {
    boolean same = Objects.equals(wanted, endpoint);
    AdminServer opened = same || wanted == null ? null : AdminPages.serve(wanted, view, registry);
    return new Change() {
      @Override
      public void commit() {
        if (!same) {
          close();
          server = opened;
          endpoint = wanted;
        }
      }

      @Override
      public void abandon() {
        if (opened != null) {
          opened.close();
        }
      }
    };
  }

  /** The address that is served; null when there is none. */
  @Nullable InetSocketAddress address() {
    return server == null ? null : server.address();
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
      server = null;
      endpoint = null;
    }
  }
}
