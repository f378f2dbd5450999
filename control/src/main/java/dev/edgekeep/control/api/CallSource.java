package dev.edgekeep.control.api;

import io.javalin.http.Context;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of a call, whether it arrived over HTTP or from this process. One thread. */
interface CallSource {
  /** The variable parts of the path, decoded. */
  Map<String, String> pathParameters();

  /** A parameter of the query; null: it is not there. */
  @Nullable String query(String name);

  /** A header field; null: it is not there. */
  @Nullable String header(String name);

  /** The whole body, empty where there is none; the same array each time. */
  byte[] body();

  /** A call over HTTP. */
  record Http(Context context, RequestBody requestBody) implements CallSource {
    @Override
    public Map<String, String> pathParameters() {
      return context.pathParamMap();
    }

    @Override
    public @Nullable String query(String name) {
      return context.queryParam(name);
    }

    @Override
    public @Nullable String header(String name) {
      return context.header(name);
    }

    @Override
    public byte[] body() {
      return requestBody.bytes();
    }
  }

  /** A call from this process, such as the console's. */
  record Local(Map<String, String> pathParameters, Operations.Request request)
      implements CallSource {
    @Override
    public @Nullable String query(String name) {
      return request.query().get(name);
    }

    @Override
    public @Nullable String header(String name) {
      return request.headers().get(name);
    }

    @Override
    public byte[] body() {
      return request.bytes();
    }
  }
}
