package dev.edgekeep.testing;

import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Netty's leak detector of tests: it keeps what it finds for {@link BufferLeaks}. Netty makes one
 * for each kind of resource, of the class that {@code io.netty.customResourceLeakDetector} names:
 * only so are the first ones, made before any test runs, of this class too. Thread-safe.
 *
 * @param <T> the kind of resource
 */
public final class LeakRecorder<T> extends ResourceLeakDetector<T> {
  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

  /** As Netty makes it. */
  public LeakRecorder(Class<?> resource, int samplingInterval) {
    super(resource, samplingInterval);
  }

  /**
   * Netty looks for this one as well.
   *
   * @param maxActive of no meaning any more
   */
  public LeakRecorder(Class<?> resource, int samplingInterval, long maxActive) {
    this(resource, samplingInterval);
  }

  /** What has been found since the last call. */
  static List<String> take() {
    List<String> taken = new ArrayList<>();
    for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
      taken.add(leak);
    }
    return taken;
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    LEAKS.add(resourceType + records);
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    LEAKS.add(resourceType);
  }
}
