package dev.edgekeep.edge.origin.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.message.Fields;
import io.netty.util.AsciiString;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpcHealthTest {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static Fields status(String status) {
    return new Fields().add(AsciiString.of("Grpc-Status"), status);
  }

  @Test
  void aRequestNamesTheService() {
    assertThat(GrpcHealth.request("")).isEqualTo(hex("0000000000"));
    assertThat(GrpcHealth.request("app")).isEqualTo(hex("00000000050a03617070"));
    byte[] longer = GrpcHealth.request("a".repeat(300));
    assertThat(longer).hasSize(5 + 3 + 300).startsWith(hex("000000012f0aac02"));
  }

  @Test
  void aServiceThatIsServingPasses() {
    assertThat(GrpcHealth.failure(hex("00000000020801"), status("0"))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "00000000020802, the service is NOT_SERVING",
    "00000000020803, the service is SERVICE_UNKNOWN",
    "00000000020800, the service is UNKNOWN",
    "0000000000, the service is UNKNOWN",
    "00000000020809, the service has the status 9",
    "000000000208ff, the service has the status -1",
    "00000000030801, it sent a message of another length than it said",
    "000000000108, it sent a message that is not a HealthCheckResponse",
    "00000000020a01, it sent a message that is not a HealthCheckResponse",
    "01000000020801, it sent no message",
    "0000, it sent no message",
    "'', it sent no message"
  })
  void everythingElseFails(String answer, String reason) {
    assertThat(GrpcHealth.failure(hex(answer), status("0"))).isEqualTo(reason);
  }

  @Test
  void aCallThatFailsSaysWhy() {
    assertThat(GrpcHealth.failure(new byte[0], status("12")))
        .isEqualTo("it has no health service, grpc.health.v1.Health (grpc-status 12)");
    assertThat(GrpcHealth.failure(hex("00000000020801"), new Fields()))
        .isEqualTo("it sent no grpc-status");
  }

  @Test
  void noBytesPassByChance() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      assertThat(GrpcHealth.failure(bytes, status("0"))).isNotNull();
    }
  }
}
