package dev.edgekeep.fleet.nats;

import dev.edgekeep.fleet.message.Address;
import dev.edgekeep.fleet.message.MessageKind;
import java.util.ArrayList;
import java.util.List;

/**
 * The subjects of one node: it reads its group and what is for itself, writes its own status,
 * report and events, and asks for its own certificate. All others are forbidden.
 */
record NodePermissions(List<String> publish, List<String> subscribe) {
  static NodePermissions of(String group, String node) {
    List<String> publish = new ArrayList<>();
    for (MessageKind kind :
        List.of(MessageKind.STATUS, MessageKind.REPORT, MessageKind.EVENTS, MessageKind.RENEW)) {
      publish.add(Subjects.of(Address.ofNode(kind, group, node)));
    }
    String get = "$JS.API.DIRECT.GET.";
    publish.add(get + Subjects.stream(group));
    publish.add(get + Subjects.stream(group) + ".>");
    publish.add(get + Subjects.objectStream(group) + ".>");
    List<String> subscribe = new ArrayList<>(Subjects.allOfGroup(group));
    for (MessageKind kind : List.of(MessageKind.KEY, MessageKind.NODE)) {
      String own = Subjects.of(Address.ofNode(kind, group, node));
      publish.add(get + Subjects.nodeStream(group) + "." + own);
      subscribe.add(own);
    }
    subscribe.add(FeedOptions.inbox(node) + ">");
    return new NodePermissions(List.copyOf(publish), List.copyOf(subscribe));
  }
}
