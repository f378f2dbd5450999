package dev.edgekeep.cli.api;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in words why a control plane cannot be reached, and what to do. */
final class Unreachable {
  private Unreachable() {}

  static String reason(IOException failure, ControlPlaneAddress address) {
    return switch (failure) {
      case HttpConnectTimeoutException _ ->
          "no connection within 5 s; check the address, http:// or https://, and firewalls on the"
              + " way";
      case HttpTimeoutException _ -> "no response within 90 s";
      case ConnectException e when has(e, UnresolvedAddressException.class) -> noName(address);
      case UnknownHostException _ -> noName(address);
      case ConnectException _ ->
          "connection refused; is it running, and is this the port of its API? 'edgekeep doctor'"
              + " looks";
      case SSLException tls -> ofTls(tls, address);
      case EOFException _ -> notHttp(address);
      default ->
          String.valueOf(failure.getMessage()).contains("HTTP/1.1 header parser")
                  || String.valueOf(failure.getMessage()).contains("EOF")
              ? notHttp(address)
              : String.valueOf(failure.getMessage());
    };
  }

  private static String noName(ControlPlaneAddress address) {
    return "no address is known for the name %s; check its spelling and DNS"
        .formatted(address.server().getHost());
  }

  private static String notHttp(ControlPlaneAddress address) {
    boolean encrypted = "https".equals(address.server().getScheme());
    return "the server does not speak %s here; try %s://, and check the port"
        .formatted(encrypted ? "HTTPS" : "HTTP", encrypted ? "http" : "https");
  }

  private static String ofTls(SSLException tls, ControlPlaneAddress address) {
    String message = String.valueOf(tls.getMessage()).toLowerCase(Locale.ROOT);
    if (message.contains("plaintext connection") || message.contains("unrecognized ssl message")) {
      return notHttp(address);
    }
    if (has(tls, CertificateExpiredException.class)
        || has(tls, CertificateNotYetValidException.class)) {
      return "its certificate has expired or is not yet valid; renew it, and check the clock of"
          + " this machine";
    }
    if (message.contains("no subject alternative") || message.contains("no name matching")) {
      return "its certificate is not for %s; use the name in the certificate"
          .formatted(address.server().getHost());
    }
    if (has(tls, CertPathBuilderException.class) || message.contains("path")) {
      return address.ca() == null
          ? "its certificate is not from a public CA; give its CA with --ca FILE (that of 'edgekeep"
              + " up' is edgekeep-data/demo/ca.pem)"
          : "its certificate is not from the CA in %s; give the right one with --ca FILE"
              .formatted(address.ca());
    }
    return "TLS fails: %s; is this the port of the API?".formatted(tls.getMessage());
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      if (kind.isInstance(at)) {
        return true;
      }
    }
    return false;
  }
}
