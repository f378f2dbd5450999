package dev.edgekeep.fleet.nats;

import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.MessageKind;
import java.util.List;

/** The names on the message server: subjects and streams. */
public final class Subjects {
  /** All statuses of nodes. */
  public static final String ALL_STATUS = "edgekeep.status.>";

  /** All reports of nodes. */
  public static final String ALL_REPORTS = "edgekeep.report.>";

  /** All events of nodes. */
  public static final String ALL_EVENTS = "edgekeep.events.>";

  /** All requests for another certificate. */
  public static final String ALL_RENEWALS = "edgekeep.renew.>";

  /** The stream of statuses and reports. */
  public static final String STATUS_STREAM = "EDGEKEEP-STATUS";

  /** The stream of events. */
  public static final String EVENTS_STREAM = "EDGEKEEP-EVENTS";

  /** The kinds of messages that are for a whole group. */
  static final List<MessageKind> GROUP_KINDS =
      List.of(MessageKind.DELTA, MessageKind.REVOKED, MessageKind.FULL, MessageKind.TICKETS);

  private Subjects() {}

  /** The stream of a group. */
  public static String stream(String group) {
    return "EDGEKEEP-" + Address.checkGroup(group);
  }

  /** The stream of a group's objects. Its name is that of no other group's stream. */
  public static String objectStream(String group) {
    return "EDGEKEEP-" + Address.checkGroup(group) + "_objects";
  }

  /**
   * The stream of messages for single nodes of a group. It is another one than the group's: a node
   * may read all of that.
   */
  public static String nodeStream(String group) {
    return "EDGEKEEP-" + Address.checkGroup(group) + "_nodes";
  }

  /** All messages for the whole group. */
  static List<String> allOfGroup(String group) {
    return GROUP_KINDS.stream().map(kind -> of(Address.ofGroup(kind, group))).toList();
  }

  /** All messages for single nodes of a group. */
  static List<String> allOfNodes(String group) {
    String prefix = "edgekeep.group." + Address.checkGroup(group);
    return List.of(prefix + ".key.*", prefix + ".node.*");
  }

  /** All chunks of a group's objects. */
  public static String allObjects(String group) {
    return "edgekeep.object." + Address.checkGroup(group) + ".>";
  }

  /** All chunks of an object. */
  static String object(String group, String name) {
    return "edgekeep.object.%s.%s.*".formatted(Address.checkGroup(group), name);
  }

  /** A chunk of an object. */
  static String chunk(String group, String name, int index) {
    return "edgekeep.object.%s.%s.%d".formatted(Address.checkGroup(group), name, index);
  }

  /** The subject of messages of an address. */
  public static String of(Address address) {
    String group = address.group();
    String node = address.node() == null ? "" : token(address.node());
    return switch (address.kind()) {
      case DELTA, REVOKED, FULL, TICKETS ->
          "edgekeep.group.%s.%s".formatted(group, address.kind().label());
      case KEY, NODE -> "edgekeep.group.%s.%s.%s".formatted(group, address.kind().label(), node);
      case STATUS, REPORT, EVENTS ->
          "edgekeep.%s.%s.%s".formatted(address.kind().label(), group, node);
      case RENEW, RENEWED -> "edgekeep.renew.%s.%s".formatted(group, node);
    };
  }

  /** The stream that has the messages of a kind. */
  public static String stream(MessageKind kind, String group) {
    return switch (kind) {
      case DELTA, REVOKED, FULL, TICKETS -> stream(group);
      case KEY, NODE -> nodeStream(group);
      case STATUS, REPORT -> STATUS_STREAM;
      case EVENTS -> EVENTS_STREAM;
      case RENEW, RENEWED -> throw new IllegalArgumentException("requests are in no stream");
    };
  }

  /** A node's name as part of a subject. Names of nodes have no underscores. */
  public static String token(String node) {
    return Address.checkNode(node).replace('.', '_');
  }

  /**
   * The address of a message from a node.
   *
   * @throws IllegalArgumentException when the subject is no such subject
   */
  public static Address ofNodeSubject(MessageKind kind, String subject) {
    String[] tokens = subject.split("\\.", -1);
    String first = kind == MessageKind.RENEW ? "renew" : kind.label();
    if (tokens.length != 4 || !tokens[0].equals("edgekeep") || !tokens[1].equals(first)) {
      throw new IllegalArgumentException("\"%s\" is no subject of a node".formatted(subject));
    }
    return Address.ofNode(kind, tokens[2], tokens[3].replace('_', '.'));
  }
}
