package dev.edgekeep.edge.compress;

import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.respond.ResponseSink;
import dev.edgekeep.edge.respond.StageFactory;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.Compression;
import dev.edgekeep.snapshot.Compression.Encoding;
import dev.edgekeep.snapshot.Host;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link CompressionStage} before the responses of hosts that compress. Where the client is
 * authenticated, the length of a compressed response may betray secrets in it (BREACH), so it is
 * compressed only if the host says so: the host asks for client certificates, or the request has an
 * Authorization or a Cookie. Any event loop.
 */
public final class CompressionStages implements StageFactory {
  @Override
  public ResponseSink stages(Decision.Forward request, ResponseSink client) {
    Host host = request.host().config();
    Compression compression = host.exchange().compression();
    if (compression == null) {
      return client;
    }
    boolean isAllowed = compression.allowAuthenticated();
    if (!isAllowed && host.clientAuth().mode() != ClientAuth.Mode.OFF) {
      return client;
    }
    Fields fields = request.head().fields();
    return new CompressionStage(
        client,
        compression,
        isAllowed || !isAuthenticated(fields) ? encoding(fields, compression) : null,
        fields.first(FieldName.IF_NONE_MATCH),
        request.head().method().equals("HEAD"));
  }

  private static boolean isAuthenticated(Fields request) {
    return request.contains(FieldName.AUTHORIZATION) || request.contains(FieldName.COOKIE);
  }

  private static @Nullable Encoding encoding(Fields request, Compression compression) {
    return forbidsTransformation(request)
        ? null
        : AcceptEncoding.choose(request, Encoders.available(compression.encodings()));
  }

  /** RFC 9110 §7.7, RFC 9111 §5.2.1.6 and §5.2.2.6. */
  static boolean forbidsTransformation(Fields fields) {
    for (int i = fields.find(FieldName.CACHE_CONTROL, 0);
        i >= 0;
        i = fields.find(FieldName.CACHE_CONTROL, i + 1)) {
      if (fields.value(i).toLowerCase(Locale.ROOT).contains("no-transform")) {
        return true;
      }
    }
    return false;
  }
}
