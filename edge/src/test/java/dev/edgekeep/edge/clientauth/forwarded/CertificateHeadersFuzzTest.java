package dev.edgekeep.edge.clientauth.forwarded;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.snapshot.FromHeader.Format;
import java.nio.charset.StandardCharsets;

/** Headers with certificates, which a client may have written in spite of everything. */
class CertificateHeadersFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void aHeaderIsReadOrRefused(byte[] bytes) {
    String value = new String(bytes, StandardCharsets.ISO_8859_1);
    Fields fields = new Fields();
    fields.add(FieldName.CLIENT_CERT, value);
    fields.add(FieldName.XFCC, value);
    fields.add(FieldName.ALB_CLIENT_CERT, value);
    for (Format format : Format.values()) {
      switch (CertificateHeaders.read(format, fields)) {
        case HeaderCertificate.None _ -> throw new AssertionError("the header is there");
        case HeaderCertificate.Chain(var chain) -> assertThat(chain.encoded()).isNotEmpty();
        case HeaderCertificate.Malformed(String problem) -> assertThat(problem).isNotBlank();
      }
    }
  }
}
