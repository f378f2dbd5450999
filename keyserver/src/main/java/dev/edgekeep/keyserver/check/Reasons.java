package dev.edgekeep.keyserver.check;

import dev.edgekeep.x509.cert.Certificate;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** The reasons why a key server cannot be used, with advice, for people. */
final class Reasons {
  /** The JDK's message for an alert from the peer. */
  private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");

  private Reasons() {}

  static String notConnected(Target target, IOException e) {
    return switch (e) {
      case UnknownHostException _ ->
          "the name %s has no address; is it spelt right?".formatted(target.host());
      case SocketTimeoutException _ ->
          "no connection within %,d ms; does a firewall stand between?"
              .formatted(target.timeout().toMillis());
      case ConnectException _ ->
          "not connected: %s; does the key server run, and listen there?".formatted(e.getMessage());
      default -> "not connected: " + e.getMessage();
    };
  }

  static String notTrusted(String refusal) {
    return "the key server's certificate is not accepted: " + refusal;
  }

  /** The handshake failed, for another reason than the key server's certificate. */
  static UnreachableException unfinished(Target target, IOException e) {
    return new UnreachableException(fault(e, ServerReport.Fault.NO_TLS), noTls(target, e));
  }

  /** The handshake succeeded, and a ping was not answered. */
  static UnreachableException unanswered(Target target, IOException e) {
    return new UnreachableException(fault(e, ServerReport.Fault.NO_ANSWER), noPong(target, e));
  }

  /** An edge that is not accepted gets an alert about certificates, or no answer at all. */
  private static ServerReport.Fault fault(IOException e, ServerReport.Fault otherwise) {
    if (e instanceof SocketTimeoutException) {
      return ServerReport.Fault.NO_ANSWER;
    }
    Matcher alert = ALERT.matcher(String.valueOf(e.getMessage()));
    if (alert.find()) {
      return switch (alert.group(1)) {
        case "protocol_version",
            "handshake_failure",
            "insufficient_security",
            "unrecognized_name",
            "internal_error" ->
            otherwise;
        default -> ServerReport.Fault.NOT_AUTHORIZED;
      };
    }
    return isLost(e) ? ServerReport.Fault.NOT_AUTHORIZED : otherwise;
  }

  /** The handshake, or in TLS 1.3 the first request after it, has failed. */
  private static String noTls(Target target, IOException e) {
    if (e instanceof SocketTimeoutException) {
      return "no answer to the TLS handshake within %,d ms".formatted(target.timeout().toMillis());
    }
    Matcher alert = ALERT.matcher(String.valueOf(e.getMessage()));
    if (alert.find()) {
      return "the key server ended the TLS handshake with the alert %s: %s"
          .formatted(alert.group(1), meaning(alert.group(1), target));
    }
    if (String.valueOf(e.getMessage()).contains("Unsupported or unrecognized SSL message")) {
      return "the peer does not speak TLS; is this the port of the key server's `listen`?";
    }
    if (isLost(e)) {
      return "the connection was closed during the TLS handshake (%s): %s"
          .formatted(e.getMessage(), refused(target));
    }
    return "the TLS handshake failed: %s".formatted(e.getMessage());
  }

  /** The handshake succeeded, and a ping was not answered. */
  private static String noPong(Target target, IOException e) {
    if (e instanceof SocketTimeoutException) {
      return "no answer to a ping within %,d ms".formatted(target.timeout().toMillis());
    }
    if (isLost(e)) {
      return "the connection was closed before a ping was answered (%s): %s"
          .formatted(e.getMessage() == null ? "end of stream" : e.getMessage(), refused(target));
    }
    return e instanceof SSLException ? noTls(target, e) : String.valueOf(e.getMessage());
  }

  /** An alert on its way may be lost with the connection. */
  private static boolean isLost(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketException || cause instanceof EOFException) {
        return true;
      }
    }
    return false;
  }

  private static String meaning(String alert, Target target) {
    return switch (alert) {
      case "protocol_version", "handshake_failure", "insufficient_security" ->
          "no TLS version, cipher suite or signature algorithm in common, or " + refused(target);
      case "certificate_expired" ->
          "it considers the certificate of this edge expired or not yet valid%s"
              .formatted(validity(target));
      case "certificate_revoked" ->
          "it considers the certificate of this edge, %s, revoked%s"
              .formatted(target.edge(), serial(target));
      case "unrecognized_name" -> "it has no certificate for the name " + target.serverName();
      case "internal_error" -> "something failed there; see its log";
      default -> refused(target);
    };
  }

  private static String serial(Target target) {
    Certificate own = target.own();
    return own == null ? "" : " (serial %s)".formatted(own.serialNumber());
  }

  private static String validity(Target target) {
    Certificate own = target.own();
    return own == null ? "" : ", which is %s to %s".formatted(own.notBefore(), own.notAfter());
  }

  private static String refused(Target target) {
    Certificate own = target.own();
    return own == null
        ? "does it ask for a certificate? This edge has none: give --chain and --key, or identity"
        : ("does it accept the certificate of this edge, %s? Its `trust` must have the CA %s, and"
                + " its log gives the reason for a refusal")
            .formatted(own.subject(), own.issuer());
  }
}
