package dev.edgekeep.edge.respond;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.x509.path.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The statuses of gRPC for refusals of the edge. */
class GrpcStatusTest {
  private static GrpcStatus statusOf(int status, String reason, ClientVerdict verdict) {
    return GrpcStatus.of(new Decision.Refuse(status, reason, "detail", null, verdict, false));
  }

  private static ClientVerdict verdict(Verdict verdict) {
    return new ClientVerdict(verdict, List.of(), List.of(), null, "sentence");
  }

  @Test
  void aClientWithoutAValidCertificateIsUnauthenticated() {
    assertThat(statusOf(403, "route-certificate", ClientVerdict.ABSENT))
        .isEqualTo(GrpcStatus.UNAUTHENTICATED);
    assertThat(statusOf(403, "expired", verdict(Verdict.EXPIRED)))
        .isEqualTo(GrpcStatus.UNAUTHENTICATED);
  }

  @Test
  void aVerifiedClientOfAnotherCaIsDenied() {
    assertThat(statusOf(403, "route-ca", verdict(Verdict.VERIFIED)))
        .isEqualTo(GrpcStatus.PERMISSION_DENIED);
  }

  @Test
  void refusalsForOtherReasonsHaveTheStatusOfTheirHttpStatus() {
    assertThat(statusOf(421, "unknown-host", ClientVerdict.ABSENT))
        .isEqualTo(GrpcStatus.UNIMPLEMENTED);
    assertThat(statusOf(413, "body-too-large", ClientVerdict.ABSENT))
        .isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);
    assertThat(statusOf(503, "overloaded", ClientVerdict.ABSENT)).isEqualTo(GrpcStatus.UNAVAILABLE);
    assertThat(statusOf(408, GrpcStatus.DEADLINE_REASON, ClientVerdict.ABSENT))
        .isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
  }
}
