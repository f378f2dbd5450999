package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.decision.Decision;
import dev.edgekeep.edge.decision.RuleOutcome;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.rules.syntax.Strings;
import dev.edgekeep.snapshot.ExchangePolicy;
import dev.edgekeep.snapshot.SecurityTxt;
import org.jspecify.annotations.Nullable;

/**
 * The phase in which a host answers by itself, before rules and routes: its security.txt, and all
 * else while it is in maintenance. Event loop only.
 */
final class OwnResponses {
  /** The time after which a client may ask a host in maintenance again (RFC 9110 §10.2.3). */
  static final int RETRY_SECONDS = 300;

  private static final String PLAIN = "text/plain; charset=utf-8";

  private OwnResponses() {}

  /** The decision of this phase; null when it leaves the request to the next one. */
  static @Nullable Decision of(ServedHost host, ClientVerdict verdict, RequestHead head) {
    ExchangePolicy policy = host.config().exchange();
    SecurityTxt txt = policy.securityTxt();
    if (txt != null && head.target().equals(SecurityTxt.PATH) && isRead(head)) {
      Decision.Page page = new Decision.Page(PLAIN, Strings.bytes(txt.text()));
      return new Decision.Respond(host, verdict, RuleOutcome.NONE, 200, new Fields(), page);
    }
    return policy.maintenance()
        ? new Decision.Refuse(
            503, "maintenance", host.config().name() + " is in maintenance", host, verdict, false)
        : null;
  }

  /** Returns whether a request is for the page that shows clients their certificate. */
  static boolean isForCertificatePage(ServedHost host, RequestHead head) {
    return host.config().exchange().certificatePage()
        && head.target().equals(CertificatePage.PATH)
        && isRead(head);
  }

  private static boolean isRead(RequestHead head) {
    return head.method().equals("GET") || head.isHead();
  }
}
