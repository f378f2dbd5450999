package dev.edgekeep.control.testing;

import dev.edgekeep.control.deploy.Acknowledgement;
import dev.edgekeep.control.deploy.Acknowledgement.InForce;
import dev.edgekeep.control.deploy.Acknowledgement.Refused;
import dev.edgekeep.control.deploy.Acknowledgement.Unreachable;
import dev.edgekeep.control.deploy.Deployment;
import dev.edgekeep.control.deploy.Node;
import dev.edgekeep.snapshot.wire.Sealer;
import dev.edgekeep.snapshot.wire.SnapshotUpdate;
import dev.edgekeep.snapshot.wire.Unsealer;
import dev.edgekeep.snapshot.wire.UpdateFormat;
import dev.edgekeep.snapshot.wire.VersionedSnapshot;
import dev.edgekeep.snapshot.wire.WireException;
import dev.edgekeep.x509.cert.SerialSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A node on another machine, without the network: updates reach it as bytes, and a thread of its
 * own applies them one after the other. It can be slow, refuse, and be gone for a while. What a
 * real remote node has to do is here in small. Any thread.
 */
public final class SimulatedNode implements Node, AutoCloseable {
  private final String name;
  private final ExecutorService machine = Executors.newVirtualThreadPerTaskExecutor();
  private final List<SnapshotUpdate> received = new CopyOnWriteArrayList<>();
  private final List<Long> versions = new CopyOnWriteArrayList<>();
  private volatile VersionedSnapshot inForce = VersionedSnapshot.NONE;
  private volatile Revocations revocations = new Revocations(0, Map.of());
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition letGo = lock.newCondition();
  private boolean held;
  private volatile boolean gone;
  private volatile @Nullable String refusal;
  private volatile Runnable back = () -> {};

  /** Revocations in force, and the version that they belong to. */
  private record Revocations(long version, Map<String, SerialSet> serials) {}

  public SimulatedNode(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  // The side of the control plane.

  @Override
  public CompletionStage<Acknowledgement> apply(Deployment deployment) {
    if (gone) {
      return CompletableFuture.completedStage(new Unreachable("no connection"));
    }
    VersionedSnapshot has = inForce;
    SnapshotUpdate.Base known =
        has.version() == 0 ? null : new SnapshotUpdate.Base(has.version(), has.content());
    byte[] bytes = UpdateFormat.write(deployment.update(known), flipped());
    return CompletableFuture.supplyAsync(() -> receive(bytes), machine);
  }

  /** Keeps keys unreadable on their way. */
  private static Sealer flipped() {
    return (id, body) -> flip(body);
  }

  private static byte[] flip(byte[] octets) {
    byte[] flipped = octets.clone();
    for (int i = 0; i < flipped.length; i++) {
      flipped[i] ^= 0x5a;
    }
    return flipped;
  }

  @Override
  public void revoke(long version, Map<String, SerialSet> revoked) {
    if (!gone) {
      putRevocations(new Revocations(version, Map.copyOf(revoked)));
    }
  }

  @Override
  public void whenBack(Runnable isBack) {
    back = isBack;
  }

  @Override
  public Map<String, Long> ruleMatches() {
    return Map.of();
  }

  // The side of the machine.

  private Acknowledgement receive(byte[] bytes) {
    Unsealer unsealer = (id, sealed) -> flip(sealed);
    try {
      SnapshotUpdate update = UpdateFormat.read(bytes, unsealer);
      received.add(update);
      awaitLetGo();
      if (gone) {
        return new Unreachable("the connection was lost");
      }
      VersionedSnapshot next = inForce.apply(update);
      String reason = refusal;
      if (reason != null) {
        return new Refused(reason);
      }
      inForce = next;
      versions.add(next.version());
      putRevocations(new Revocations(next.version(), next.snapshot().revokedSerials()));
      return new InForce();
    } catch (WireException e) {
      return new Refused(String.valueOf(e.getMessage()));
    }
  }

  private void awaitLetGo() {
    lock.lock();
    try {
      while (held) {
        letGo.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** A snapshot that was long on its way does not undo revocations that overtook it. */
  private synchronized void putRevocations(Revocations next) {
    if (next.version() >= revocations.version()) {
      revocations = next;
    }
  }

  // The side of the test.

  /** Holds every update that arrives from now on until {@link #letGo}. */
  public void hold() {
    setHeld(true);
  }

  /** Applies the update that is held, and the following ones at once. */
  public void letGo() {
    setHeld(false);
  }

  private void setHeld(boolean isHeld) {
    lock.lock();
    try {
      held = isHeld;
      letGo.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Refuses updates from now on, for a reason; null: accepts them again. */
  public void refuse(@Nullable String reason) {
    refusal = reason;
  }

  /** Loses its connection. */
  public void leave() {
    gone = true;
  }

  /** Has a connection again. */
  public void comeBack() {
    gone = false;
    back.run();
  }

  /** Loses what it has on its disk. */
  public void forget() {
    inForce = VersionedSnapshot.NONE;
  }

  public VersionedSnapshot inForce() {
    return inForce;
  }

  /** The serial numbers that it refuses now. */
  public Map<String, SerialSet> revoked() {
    return revocations.serials();
  }

  /** Every update that arrived, in order. */
  public List<SnapshotUpdate> received() {
    return received;
  }

  /** Every version that was in force, in order. */
  public List<Long> versions() {
    return versions;
  }

  @Override
  public void close() {
    letGo();
    machine.shutdownNow();
  }
}
