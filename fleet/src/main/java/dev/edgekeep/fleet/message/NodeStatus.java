package dev.edgekeep.fleet.message;

import dev.edgekeep.snapshot.wire.FieldWriter;
import dev.edgekeep.snapshot.wire.Fields;
import dev.edgekeep.snapshot.wire.PartId;
import dev.edgekeep.snapshot.wire.SnapshotUpdate.Base;
import dev.edgekeep.snapshot.wire.WireException;
import dev.edgekeep.x509.cert.Fingerprint;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status that a node reports. Immutable.
 *
 * @param inForce the version that the node enforces, and its content; null: none
 * @param refused what the node refused, up to {@link #MAX_REFUSED}
 * @param time of the node's clock, for people only
 * @param stateWritten false: what is in force is not on the node's disk
 * @param listening the addresses that the node listens on, up to {@link #MAX_LISTENING}
 */
public record NodeStatus(
    @Nullable Base inForce,
    State state,
    List<RefusedPart> refused,
    Program program,
    Instant time,
    boolean stateWritten,
    List<String> listening) {
  public static final int MAX_REFUSED = 1000;
  public static final int MAX_LISTENING = 1000;

  private static final PartId PART = new PartId("status", "");

  public NodeStatus {
    refused = List.copyOf(refused);
    listening = List.copyOf(listening);
    if (refused.size() > MAX_REFUSED || listening.size() > MAX_LISTENING) {
      throw new IllegalArgumentException(
          "a status has up to %d refused parts and %d addresses"
              .formatted(MAX_REFUSED, MAX_LISTENING));
    }
  }

  /** The state that a node is in. */
  public enum State {
    SERVING,
    DRAINING
  }

  /**
   * The running program.
   *
   * @param edgekeep its version
   * @param boot random text of the process, by which a restart is recognized
   */
  public record Program(String edgekeep, String boot) {}

  /**
   * A part of a version that the node refused.
   *
   * @param path as {@code hosts.www.example.com}; empty: the version as a whole
   * @param version that was refused
   */
  public record RefusedPart(String path, String reason, long version) {}

  public byte[] bytes() {
    return FieldWriter.body(out -> {
      if (inForce != null) {
        out.number("version", inForce.version()).bytes("content", inForce.content().bytes());
      }
      out.choice("state", state)
          .objects("refused", refused, NodeStatus::refused)
          .text("edgekeep", program.edgekeep())
          .text("boot", program.boot())
          .number("time", time.toEpochMilli())
          .flag("stateWritten", stateWritten)
          .texts("listening", listening);
    });
  }

  private static void refused(FieldWriter out, RefusedPart part) {
    out.text("path", part.path()).text("reason", part.reason()).number("version", part.version());
  }

  /**
   * @throws WireException when the bytes are no status
   */
  public static NodeStatus read(byte[] bytes) throws WireException {
    return Fields.read(
        PART,
        bytes,
        in ->
            new NodeStatus(
                in.has("version")
                    ? new Base(in.number("version"), Fingerprint.ofSha256(in.bytes("content")))
                    : null,
                in.choice("state", State.class),
                in.objects("refused", NodeStatus::refused),
                new Program(in.text("edgekeep"), in.text("boot")),
                Times.milli(in, "time"),
                in.flag("stateWritten"),
                in.texts("listening")));
  }

  private static RefusedPart refused(Fields in) throws WireException {
    return new RefusedPart(in.text("path"), in.text("reason"), in.number("version"));
  }
}
