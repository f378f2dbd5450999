package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.Policies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Certificate policies (RFC 5280 §6.1). The policy tree of that algorithm doubles with each
 * mapping. RFC 9618 replaces it with a graph in which a policy has one node per level, with any
 * number of parents, so that the work is in proportion to the certificates.
 */
final class PolicyRules {
  /** A valid policy at one level, the policies that satisfy it below, and its parents. */
  private static final class Node {
    final String policy;
    final List<Node> parents;
    Set<String> expected;

    Node(String policy, List<Node> parents) {
      this.policy = policy;
      this.parents = parents;
      this.expected = Set.of(policy);
    }
  }

  private final PolicyInputs inputs;
  private final List<Certificate> path;
  private int explicit;
  private int mapping;
  private int any;

  /** The last level; null if no policy is valid any more. */
  private @Nullable Map<String, Node> level = new LinkedHashMap<>();

  private PolicyRules(List<Certificate> path, PolicyInputs inputs) {
    this.path = path;
    this.inputs = inputs;
    int n = path.size();
    explicit = inputs.explicit() ? 0 : n + 1;
    mapping = inputs.inhibitMapping() ? 0 : n + 1;
    any = inputs.inhibitAny() ? 0 : n + 1;
  }

  /**
   * @param anchorToLeaf the path without the trust anchor, topmost certificate first
   */
  static @Nullable Problem check(List<Certificate> anchorToLeaf, PolicyInputs inputs) {
    return new PolicyRules(anchorToLeaf, inputs).run();
  }

  private @Nullable Problem run() {
    put(new Node(Policies.ANY, List.of()));
    for (int i = 0; i < path.size(); i++) {
      Certificate certificate = path.get(i);
      boolean last = i == path.size() - 1;
      descend(certificate, last);
      if (explicit == 0 && level == null) {
        return refused(certificate, "no certificate policy is valid for the whole path");
      }
      if (!last && !prepareNext(certificate)) {
        return refused(certificate, "it maps anyPolicy, which must not be mapped");
      }
    }
    Certificate leaf = path.getLast();
    wrapUp(leaf);
    return explicit == 0 && !acceptable()
        ? refused(leaf, "its policies are not among those that are asked for")
        : null;
  }

  private static Problem refused(Certificate certificate, String why) {
    return new Problem(
        Verdict.POLICY, certificate, Sentences.subject(certificate) + " is refused: " + why);
  }

  private void put(Node node) {
    if (level != null) {
      level.put(node.policy, node);
    }
  }

  /** §6.1.3 (d) and (e). */
  private void descend(Certificate certificate, boolean last) {
    Map<String, Node> above = level;
    List<String> policies = certificate.policies();
    if (above == null || policies.isEmpty()) {
      level = null;
      return;
    }
    Map<String, List<Node>> byExpected = byExpected(above);
    Node anyAbove = above.get(Policies.ANY);
    level = new LinkedHashMap<>();
    for (String policy : policies) {
      List<Node> parents = byExpected.get(policy);
      if (parents == null && anyAbove != null) {
        parents = List.of(anyAbove);
      }
      if (!policy.equals(Policies.ANY) && parents != null) {
        put(new Node(policy, parents));
      }
    }
    boolean anyCounts = any > 0 || (!last && certificate.isSelfIssued());
    if (anyCounts && policies.contains(Policies.ANY)) {
      byExpected.forEach((policy, parents) -> {
        if (level != null && !level.containsKey(policy)) {
          put(new Node(policy, parents));
        }
      });
    }
    if (level != null && level.isEmpty()) {
      level = null;
    }
  }

  private static Map<String, List<Node>> byExpected(Map<String, Node> nodes) {
    Map<String, List<Node>> result = new LinkedHashMap<>();
    for (Node node : nodes.values()) {
      for (String policy : node.expected) {
        result.computeIfAbsent(policy, key -> new ArrayList<>(1)).add(node);
      }
    }
    return result;
  }

  /** §6.1.4 (a), (b), (h) to (j). */
  private boolean prepareNext(Certificate certificate) {
    Map<String, Set<String>> mappings = new HashMap<>();
    for (Policies.Mapping each : certificate.policyMappings()) {
      if (each.issuerDomain().equals(Policies.ANY) || each.subjectDomain().equals(Policies.ANY)) {
        return false;
      }
      mappings
          .computeIfAbsent(each.issuerDomain(), key -> new HashSet<>())
          .add(each.subjectDomain());
    }
    mappings.forEach(this::map);
    if (level != null && level.isEmpty()) {
      level = null;
    }
    if (!certificate.isSelfIssued()) {
      explicit = Math.max(0, explicit - 1);
      mapping = Math.max(0, mapping - 1);
      any = Math.max(0, any - 1);
    }
    Policies.Constraints constraints = certificate.policyConstraints();
    if (constraints != null) {
      explicit = lower(explicit, constraints.requireExplicit());
      mapping = lower(mapping, constraints.inhibitMapping());
    }
    any = lower(any, certificate.inhibitAnyPolicy());
    return true;
  }

  private static int lower(int current, int limit) {
    return limit >= 0 ? Math.min(current, limit) : current;
  }

  private void map(String issuerDomain, Set<String> subjectDomains) {
    Map<String, Node> nodes = level;
    if (nodes == null) {
      return;
    }
    if (mapping == 0) {
      nodes.remove(issuerDomain);
      return;
    }
    Node node = nodes.get(issuerDomain);
    Node anyNode = nodes.get(Policies.ANY);
    if (node == null && anyNode != null) {
      // The parent of the anyPolicy node is the anyPolicy node of the level above.
      node = new Node(issuerDomain, anyNode.parents);
      nodes.put(issuerDomain, node);
    }
    if (node != null) {
      node.expected = subjectDomains;
    }
  }

  /** §6.1.5 (a) and (b). */
  private void wrapUp(Certificate leaf) {
    explicit = Math.max(0, explicit - 1);
    Policies.Constraints constraints = leaf.policyConstraints();
    if (constraints != null && constraints.requireExplicit() == 0) {
      explicit = 0;
    }
  }

  /** §6.1.5 (g): returns whether the user-constrained policy set is not empty. */
  private boolean acceptable() {
    Map<String, Node> nodes = level;
    if (nodes == null) {
      return false;
    }
    if (inputs.initial().contains(Policies.ANY) || nodes.containsKey(Policies.ANY)) {
      return true;
    }
    Set<Node> seen = new HashSet<>(nodes.values());
    List<Node> open = new ArrayList<>(nodes.values());
    while (!open.isEmpty()) {
      Node node = open.removeLast();
      for (Node parent : node.parents) {
        // A child of anyPolicy is in the domain of the trust anchor, which has the user's policies.
        if (parent.policy.equals(Policies.ANY)) {
          if (inputs.initial().contains(node.policy)) {
            return true;
          }
        } else if (seen.add(parent)) {
          open.add(parent);
        }
      }
    }
    return false;
  }
}
