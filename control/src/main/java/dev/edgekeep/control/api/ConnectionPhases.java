package dev.edgekeep.control.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Notes when the requests of a connection begin and end. Any thread; does not block. */
final class ConnectionPhases extends Handler.Wrapper {
  private static final String CONNECTION = ApiConnection.class.getName();

  private final ApiConnections connections;

  ConnectionPhases(ApiConnections connections) {
    this.connections = connections;
  }

  /** The connection of a request; null where none is counted. */
  static @Nullable ApiConnection of(HttpServletRequest request) {
    return (ApiConnection) request.getAttribute(CONNECTION);
  }

  /** Runs something when the answer was read, or the connection has ended. */
  static void whenComplete(HttpServletRequest request, Runnable work) {
    Request.addCompletionListener(
        ServletContextRequest.getServletContextRequest(request), failure -> work.run());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    ApiConnection connection =
        connections.begins(request.getConnectionMetaData().getRemoteSocketAddress());
    if (connection == null) {
      callback.failed(new TimeoutException("the connection is being closed"));
      return true;
    }
    request.setAttribute(CONNECTION, connection);
    Request.addCompletionListener(request, failure -> connections.rests(connection));
    return super.handle(request, response, callback);
  }
}
