package dev.edgekeep.control.deploy;

/** The answer of a node to a deployment. */
public sealed interface Acknowledgement {
  /** It is in force: everything the node serves from now on follows it. */
  record InForce() implements Acknowledgement {}

  /** It cannot be applied; the deployment before it stays in force. */
  record Refused(String reason) implements Acknowledgement {}

  /** The node did not answer. It is sent the newest deployment once it is back. */
  record Unreachable(String reason) implements Acknowledgement {}
}
