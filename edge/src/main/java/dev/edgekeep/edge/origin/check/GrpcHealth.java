package dev.edgekeep.edge.origin.check;

import dev.edgekeep.edge.message.Fields;
import io.netty.util.AsciiString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the gRPC health checking protocol, {@code grpc.health.v1}: a request with one
 * text, and an answer with one number, each behind a prefix of five bytes. Values only.
 */
final class GrpcHealth {
  static final String PATH = "/grpc.health.v1.Health/Check";
  static final int MAX_ANSWER = 256;

  private static final AsciiString STATUS = AsciiString.cached("grpc-status");
  private static final String[] SERVING_STATUS = {
    "UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"
  };
  private static final int SERVING = 1;
  private static final int PREFIX = 5;

  /** Field 1, a text. */
  private static final byte SERVICE_TAG = 0x0A;

  /** Field 1, a number. */
  private static final byte STATUS_TAG = 0x08;

  private GrpcHealth() {}

  /** A HealthCheckRequest with its prefix. */
  static byte[] request(String service) {
    byte[] text = service.getBytes(StandardCharsets.UTF_8);
    ByteBuffer field = ByteBuffer.allocate(text.length + 4);
    if (text.length > 0) {
      field.put(SERVICE_TAG);
      putVarint(field, text.length);
      field.put(text);
    }
    field.flip();
    return ByteBuffer.allocate(PREFIX + field.remaining())
        .put((byte) 0)
        .putInt(field.remaining())
        .put(field)
        .array();
  }

  private static void putVarint(ByteBuffer out, int value) {
    int rest = value;
    while (rest >= 0x80) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  private static String failure(String status) {
    return switch (status) {
      case "5" -> "its health service does not know this service (grpc-status 5)";
      case "12" -> "it has no health service, grpc.health.v1.Health (grpc-status 12)";
      default -> "it answered grpc-status " + status;
    };
  }

  /**
   * The reason why an answer does not pass; null when the service is serving.
   *
   * @param result the trailer section, or the header section of an answer without a body
   */
  static @Nullable String failure(byte[] answer, Fields result) {
    String status = status(result);
    if (!"0".equals(status)) {
      return status == null ? "it sent no grpc-status" : failure(status);
    }
    if (answer.length < PREFIX || answer[0] != 0) {
      return "it sent no message";
    }
    ByteBuffer message = ByteBuffer.wrap(answer);
    message.get();
    if (message.getInt() != message.remaining()) {
      return "it sent a message of another length than it said";
    }
    return failure(message);
  }

  private static @Nullable String status(Fields result) {
    for (int i = 0; i < result.size(); i++) {
      if (!result.isRemoved(i) && result.isNamed(i, STATUS)) {
        return result.value(i).strip();
      }
    }
    return null;
  }

  /** A message without the field has its default, 0; other fields are not expected. */
  private static @Nullable String failure(ByteBuffer message) {
    int status = 0;
    if (message.hasRemaining()) {
      if (message.get() != STATUS_TAG || message.remaining() != 1) {
        return "it sent a message that is not a HealthCheckResponse";
      }
      status = message.get();
    }
    if (status == SERVING) {
      return null;
    }
    return status >= 0 && status < SERVING_STATUS.length
        ? "the service is " + SERVING_STATUS[status]
        : "the service has the status " + status;
  }
}
