package dev.edgekeep.edge;

import dev.edgekeep.edge.exchange.RequestAdmission;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a node refuse requests while its memory is nearly full, so that it does not fail in the
 * middle of those under way. {@link #run} is called once a second, by one thread at a time.
 */
final class MemoryWatch implements Runnable {
  /** The parts of the memory above which requests are refused, and below which they are not. */
  private static final double FULL = 0.95;

  private static final double ENOUGH = 0.85;

  private final RequestAdmission admission;
  private final DoubleSupplier heap;
  private final DoubleSupplier buffers;
  private @Nullable String shortage;

  /**
   * @param heap the part of the heap in use, 0 to 1
   * @param buffers the part of the memory for network buffers in use, 0 to 1
   */
  MemoryWatch(RequestAdmission admission, DoubleSupplier heap, DoubleSupplier buffers) {
    this.admission = admission;
    this.heap = heap;
    this.buffers = buffers;
  }

  /** A watch of this process. */
  static MemoryWatch ofProcess(RequestAdmission admission) {
    List<MemoryPoolMXBean> pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .filter(pool -> pool.getCollectionUsage() != null)
            .toList();
    return new MemoryWatch(admission, () -> afterCollection(pools), MemoryWatch::buffers);
  }

  /** The part of the heap that was in use after its last collection: the rest is garbage. */
  private static double afterCollection(List<MemoryPoolMXBean> pools) {
    long used = 0;
    for (MemoryPoolMXBean pool : pools) {
      MemoryUsage usage = pool.getCollectionUsage();
      used += usage == null ? 0 : usage.getUsed();
    }
    return (double) used / Runtime.getRuntime().maxMemory();
  }

  private static double buffers() {
    long most = PlatformDependent.maxDirectMemory();
    return most <= 0 ? 0 : (double) PlatformDependent.usedDirectMemory() / most;
  }

  @Override
  public void run() {
    double limit = shortage == null ? FULL : ENOUGH;
    String now = null;
    if (heap.getAsDouble() > limit) {
      now = "the heap is nearly full; give the process more memory (-Xmx)";
    } else if (buffers.getAsDouble() > limit) {
      now = "the memory for network buffers is nearly full (-XX:MaxDirectMemorySize)";
    }
    shortage = now;
    admission.shortage(now);
  }
}
