package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.edge.decision.RuleOutcome;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.rules.syntax.Strings;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.path.Verdict;
import io.netty.util.AsciiString;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The page on which clients see the certificate that they presented and the verdict about it. It
 * shows what the client has sent, and nothing of the host: no client CA, no sentence for operators.
 * Nothing of the request is in it. Immutable; any thread.
 */
final class CertificatePage {
  static final String PATH = "/.well-known/edgekeep/client-certificate";

  private static final AsciiString CSP = AsciiString.cached("content-security-policy");
  private static final AsciiString NO_SNIFF = AsciiString.cached("x-content-type-options");
  private static final AsciiString RETRY_AFTER = AsciiString.cached("retry-after");
  private static final AsciiString VARY = AsciiString.cached("vary");
  private static final String HTML = "text/html; charset=utf-8";

  /** A name of a certificate is cut after this many characters. */
  private static final int LONGEST = 300;

  private CertificatePage() {}

  /** The page for a client. */
  static Decision of(ServedHost host, ClientVerdict verdict, RequestHead head, String requestId) {
    boolean isChinese = prefersChinese(head.fields());
    Fields fields = new Fields();
    fields.add(CSP, "default-src 'none'; frame-ancestors 'none'");
    fields.add(NO_SNIFF, "nosniff");
    fields.add(VARY, "accept-language");
    String text = html(verdict, requestId, isChinese);
    return new Decision.Respond(
        host, verdict, RuleOutcome.NONE, 200, fields, new Decision.Page(HTML, Strings.bytes(text)));
  }

  /** Returns whether the first language that the client names is Chinese. */
  private static boolean prefersChinese(Fields fields) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.nameText(i).equalsIgnoreCase("accept-language")) {
        return fields.value(i).strip().toLowerCase(Locale.ROOT).startsWith("zh");
      }
    }
    return false;
  }

  /** The answer for a client that asks too often (RFC 6585 §4). */
  static Decision tooMany(ServedHost host, ClientVerdict verdict) {
    Fields fields = new Fields();
    fields.add(RETRY_AFTER, "60");
    return new Decision.Respond(
        host,
        verdict,
        RuleOutcome.NONE,
        429,
        fields,
        new Decision.Page("text/plain; charset=utf-8", "Too many requests; wait a minute.\n"));
  }

  /** The page; everything in it that a client has chosen is escaped. */
  static String html(ClientVerdict verdict, String requestId, boolean isChinese) {
    StringBuilder page = new StringBuilder();
    String title = isChinese ? "您的客户端证书" : "Your client certificate";
    page.append("<!doctype html>\n<html lang=\"")
        .append(isChinese ? "zh-CN" : "en")
        .append(
            "\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">")
        .append("<title>")
        .append(title)
        .append("</title>\n<h1>")
        .append(title)
        .append("</h1>\n<p><strong>")
        .append(VerdictWords.of(verdict.verdict(), isChinese))
        .append("</strong></p>\n");
    Certificate leaf = verdict.presented().isEmpty() ? null : verdict.presented().getFirst();
    if (leaf != null) {
      certificate(page, leaf, verdict.presented().size(), isChinese);
    }
    return page.append("<p>")
        .append(isChinese ? "请求编号 " : "Request ")
        .append("<code>")
        .append(escaped(requestId))
        .append("</code></p>\n</html>\n")
        .toString();
  }

  private static void certificate(
      StringBuilder page, Certificate leaf, int sent, boolean isChinese) {
    page.append("<dl>\n");
    row(page, isChinese ? "使用者" : "Subject", leaf.subject().toString());
    row(page, isChinese ? "签发者" : "Issuer", leaf.issuer().toString());
    row(page, isChinese ? "序列号" : "Serial number", leaf.serialNumber().toString());
    row(page, isChinese ? "SHA-256 指纹" : "SHA-256 fingerprint", leaf.sha256().toString());
    row(
        page,
        isChinese ? "有效期" : "Valid",
        leaf.notBefore().truncatedTo(ChronoUnit.SECONDS)
            + " – "
            + leaf.notAfter().truncatedTo(ChronoUnit.SECONDS));
    row(page, isChinese ? "发送的证书数" : "Certificates sent", Integer.toString(sent));
    page.append("</dl>\n");
  }

  private static void row(StringBuilder page, String name, String value) {
    String shown = value.length() > LONGEST ? value.substring(0, LONGEST) + "…" : value;
    page.append("<dt>")
        .append(name)
        .append("</dt><dd><bdi>")
        .append(escaped(shown))
        .append("</bdi></dd>\n");
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String entity = entity(c);
      if (entity == null) {
        out.append(c);
      } else {
        out.append(entity);
      }
    }
    return out.toString();
  }

  private static @Nullable String entity(char c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '"' -> "&quot;";
      case '\'' -> "&#39;";
      default -> null;
    };
  }

  /** The verdict in plain words, for the client. */
  private static final class VerdictWords {
    static String of(Verdict verdict, boolean isChinese) {
      return switch (verdict) {
        case VERIFIED -> isChinese ? "您的证书已通过验证。" : "Your certificate is accepted here.";
        case ABSENT ->
            isChinese
                ? "您的客户端没有发送证书。请安装证书及其私钥，并在询问时选择它。"
                : "Your client sent no certificate. Install your certificate with its private key,"
                    + " and choose it when asked.";
        case EXPIRED ->
            isChinese
                ? "您的证书或其签发者的证书已过期。请申请新证书。"
                : "Your certificate, or one of its issuers, has expired. Ask for a new"
                    + " certificate.";
        case NOT_YET_VALID ->
            isChinese ? "您的证书尚未生效。请稍后再试。" : "Your certificate is not valid yet. Try again later.";
        case REVOKED ->
            isChinese ? "您的证书已被吊销。请联系签发者。" : "Your certificate is revoked. Ask its issuer.";
        case UNTRUSTED ->
            isChinese
                ? "此处不信任您的证书的签发者。您可能选择了其他用途的证书。"
                : "The issuer of your certificate is not trusted here. You may have chosen a"
                    + " certificate for something else.";
        case CHAIN_INCOMPLETE ->
            isChinese
                ? "无法将您的证书追溯到受信任的签发者。请将中间证书与您的证书一起安装。"
                : "Your certificate does not lead to a trusted issuer. Install the intermediate"
                    + " certificates together with your own.";
        case WRONG_USAGE ->
            isChinese ? "您的证书不是用于客户端身份验证的。" : "Your certificate is not for client authentication.";
        case REVOCATION_UNKNOWN ->
            isChinese
                ? "目前无法检查您的证书是否已被吊销。请稍后再试。"
                : "It cannot be checked now whether your certificate is revoked. Try again later.";
        default ->
            isChinese
                ? "您的证书此处不能使用。请将请求编号告知支持人员。"
                : "Your certificate cannot be used here. Tell support the request number below.";
      };
    }
  }
}
