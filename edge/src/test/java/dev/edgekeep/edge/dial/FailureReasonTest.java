package dev.edgekeep.edge.dial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class FailureReasonTest {
  @Test
  void theInnermostMessageIsTheReason() {
    CertificateException path = new CertificateException("expired: CN=keys has ended");
    assertThat(
            FailureReason.of(
                new SSLHandshakeException("General OpenSslEngine problem").initCause(path)))
        .isEqualTo("expired: CN=keys has ended");
  }

  @Test
  void aRejectedCertificateIsNamedAsTheReason() {
    assertThat(
            FailureReason.of(
                new SSLException(
                    "error:10000418:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA")))
        .isEqualTo("it refused the edge's certificate (TLS alert: unknown ca)");
    assertThat(FailureReason.of(new SSLException("Received fatal alert: certificate_required")))
        .isEqualTo("it refused the edge's certificate (TLS alert: certificate required)");
  }

  @Test
  void otherAlertsAndErrorsOfTlsAreInWords() {
    assertThat(
            FailureReason.of(
                new SSLException(
                    "error:1000042e:SSL routines:OPENSSL_internal:TLSV1_ALERT_PROTOCOL_VERSION")))
        .isEqualTo("it ended TLS with the alert: protocol version");
    assertThat(
            FailureReason.of(
                new SSLException(
                    "error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER")))
        .isEqualTo("TLS failed: wrong version number");
  }

  @Test
  void namesOfFunctionsAreOmitted() {
    assertThat(
            FailureReason.of(
                new ConnectException("recvAddress(..) failed with error(-104): Reset")))
        .isEqualTo("Reset");
    assertThat(
            FailureReason.of(new ConnectException("finishConnect(..) failed: Connection refused")))
        .isEqualTo("Connection refused");
  }

  @Test
  void anExceptionWithoutAMessageIsNamedByItsType() {
    assertThat(FailureReason.of(new ClosedChannelException()))
        .isEqualTo("it closed the connection");
    assertThat(FailureReason.of(new IOException())).isEqualTo("IOException");
  }
}
