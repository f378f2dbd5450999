package dev.edgekeep.testing;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaks a reference-counted buffer, TLS engine or TLS context of Netty. It
 * is registered for every test class automatically. Netty tracks every allocation in tests (leak
 * detection level {@code paranoid}); a garbage collection after each class reveals objects that
 * were not released. A leak may be reported one class late, with the places where the object was
 * used.
 */
public final class BufferLeaks implements BeforeAllCallback, AfterAllCallback {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Override
  public void beforeAll(ExtensionContext context) {
    Object detector =
        ResourceLeakDetectorFactory.instance().newResourceLeakDetector(BufferLeaks.class);
    if (!(detector instanceof LeakRecorder)) {
      throw new AssertionError(
          "leaks are not recorded: -Dio.netty.customResourceLeakDetector="
              + LeakRecorder.class.getName()
              + " is missing");
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    collectGarbage();
    // A detector checks for leaks when it tracks the next object.
    ByteBufAllocator.DEFAULT.directBuffer(1).release();
    List<String> leaks = LeakRecorder.take();
    if (!leaks.isEmpty()) {
      throw new AssertionError("not released:\n" + String.join("\n\n", leaks));
    }
  }

  /** Collects garbage, and waits until the detectors have the leaked objects. */
  private static void collectGarbage() throws InterruptedException {
    ReferenceQueue<Object> lost = new ReferenceQueue<>();
    WeakReference<Object> canary = new WeakReference<>(new Object(), lost);
    try {
      System.gc();
      if (lost.remove(LIMIT.toMillis()) == null) {
        throw new AssertionError("no garbage was collected within " + LIMIT);
      }
    } finally {
      Reference.reachabilityFence(canary);
    }
  }
}
