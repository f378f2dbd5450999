package dev.edgekeep.cli.node;

import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.fleet.join.JoinToken;
import dev.edgekeep.fleet.join.NodeCredentials;
import dev.edgekeep.snapshot.wire.WireException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A node's place in a fleet: its keys and credentials, on its disk. Immutable.
 *
 * @param credentials what the control plane gave it
 */
record Membership(NodeKeys keys, NodeCredentials credentials) {
  static final String CREDENTIALS = "credentials";
  private static final String TOKEN = "joined";
  private static final String REMOVED = "removed";

  /**
   * The membership on the disk, or a new one by a join token.
   *
   * @param token null: the node has joined before
   * @param name the name in the node's file; null: it has none
   * @throws CommandFailure when there is none, or the token is not for this node
   */
  static Membership of(
      StateDirectory disk, @Nullable JoinToken token, @Nullable String name, Joining joining)
      throws CommandFailure, InterruptedException {
    try {
      if (token != null && name != null && !name.equals(token.name())) {
        throw CommandFailure.configuration(
            "the join token is for the node %s, and the node's file has the name %s; create a token"
                    .formatted(token.name(), name)
                + " for this node, or change the name");
      }
      Membership known = load(disk, token);
      if (known != null) {
        if (name != null && !name.equals(known.credentials.name())) {
          throw CommandFailure.configuration(
              "%s is the state of the node %s, and the node's file has the name %s; give the right"
                      .formatted(disk.folder(), known.credentials.name(), name)
                  + " directory with --state, or change the name");
        }
        return known;
      }
      if (token == null) {
        throw CommandFailure.configuration(
            "there is no node in %s yet: run edgekeep node create NAME where the control plane is,"
                    .formatted(disk.folder())
                + " and start this node once with --join and the token that it prints");
      }
      return join(disk, token, joining);
    } catch (IOException e) {
      throw CommandFailure.outside(
          "the state directory %s cannot be used: %s".formatted(disk.folder(), e.getMessage()), e);
    } catch (WireException e) {
      throw CommandFailure.outside(
          ("the credentials in %s are damaged: %s; remove the node and join again with an empty"
                  + " directory")
              .formatted(disk.folder(), e.getMessage()),
          e);
    }
  }

  private static @Nullable Membership load(StateDirectory disk, @Nullable JoinToken token)
      throws IOException, WireException, CommandFailure {
    boolean removed = disk.read(REMOVED) != null;
    byte[] bytes = disk.read(CREDENTIALS);
    NodeKeys keys = NodeKeys.load(disk);
    if (removed && token == null) {
      throw removed(disk);
    }
    if (removed || bytes == null || keys == null) {
      return null;
    }
    NodeCredentials credentials = NodeCredentials.read(bytes);
    if (token == null) {
      return new Membership(keys, credentials);
    }
    if (!token.name().equals(credentials.name())) {
      throw CommandFailure.configuration(
          "%s is the state of the node %s, and the join token is for %s; give each node a directory"
                  .formatted(disk.folder(), credentials.name(), token.name())
              + " of its own with --state");
    }
    byte[] joined = disk.read(TOKEN);
    boolean same = joined != null && new String(joined, StandardCharsets.UTF_8).equals(token.id());
    if (!same) {
      throw CommandFailure.configuration(
          "%s is the state of the node %s, which has joined with another token; start it without"
                  .formatted(disk.folder(), credentials.name())
              + " --join, or remove the node and give an empty directory with --state");
    }
    return new Membership(keys, credentials);
  }

  private static Membership join(StateDirectory disk, JoinToken token, Joining joining)
      throws IOException, CommandFailure, InterruptedException {
    byte[] began = disk.read("joining");
    boolean retry = began != null && new String(began, StandardCharsets.UTF_8).equals(token.id());
    NodeKeys keys = retry ? NodeKeys.load(disk) : null;
    if (keys == null) {
      forget(disk);
      keys = NodeKeys.create(disk);
      disk.write("joining", token.id().getBytes(StandardCharsets.UTF_8));
    }
    NodeCredentials credentials = joining.join(token, keys);
    disk.write(TOKEN, token.id().getBytes(StandardCharsets.UTF_8)); // counts with credentials only
    disk.write(CREDENTIALS, credentials.bytes());
    disk.delete("joining");
    disk.delete(REMOVED);
    return new Membership(keys, credentials);
  }

  /** Deletes everything that a node has, also what it received. */
  private static void forget(NodeDisk disk) throws IOException {
    for (String file :
        new String[] {
          NodeKeys.CERTIFICATE_KEY,
          NodeKeys.CERTIFICATE_PUBLIC_KEY,
          NodeKeys.IDENTITY,
          NodeKeys.SEALING_KEY,
          NodeKeys.GROUP_KEYS,
          CREDENTIALS,
          "snapshot",
          "deltas",
          "newest",
          "revoked",
          "tickets",
          "directive",
          MessageNumbers.FILE
        }) {
      disk.delete(file);
    }
  }

  /** Deletes what a node has that was removed from its fleet, and remembers that. */
  static void remove(NodeDisk disk) throws IOException {
    disk.write(REMOVED, new byte[0]);
    forget(disk);
  }

  static CommandFailure removed(StateDirectory disk) {
    return CommandFailure.configuration(
        "this node was removed from its fleet, and serves nobody; to bring the machine back, run"
            + " edgekeep node create NAME where the control plane is, and start it with --join and"
            + " the token ("
            + disk.folder()
            + ")");
  }
}
