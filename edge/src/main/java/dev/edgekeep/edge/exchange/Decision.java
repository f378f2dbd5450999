package dev.edgekeep.edge.exchange;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.edge.host.ServedHost;
import dev.edgekeep.edge.message.RequestHead;
import dev.edgekeep.edge.rules.Ruling;
import org.jspecify.annotations.Nullable;

/** What becomes of a request. */
sealed interface Decision {
  /** The verdict about the client, by which it was decided. */
  ClientVerdict verdict();

  /**
   * The origin answers.
   *
   * @param head the request, its path as the origin gets it
   */
  record Forward(ServedHost host, ClientVerdict verdict, Ruling ruling, RequestHead head)
      implements Decision {}

  /** A rule says who answers. */
  record Ruled(ServedHost host, ClientVerdict verdict, Ruling ruling) implements Decision {}

  /** The client is sent to the same target over HTTPS. */
  record Redirect(int status, String location) implements Decision {
    @Override
    public ClientVerdict verdict() {
      return ClientVerdict.ABSENT;
    }
  }

  /**
   * The edge answers.
   *
   * @param reason of a small fixed set, for the metrics
   * @param detail a sentence for the operator
   * @param host null when none was found
   * @param endsConnection whether the client must connect anew before it asks again
   */
  record Refuse(
      int status,
      String reason,
      String detail,
      @Nullable ServedHost host,
      ClientVerdict verdict,
      boolean endsConnection)
      implements Decision {}
}
