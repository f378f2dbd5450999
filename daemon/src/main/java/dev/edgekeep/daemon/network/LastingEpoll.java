package dev.edgekeep.daemon.network;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Netty's epoll, with connections that stay registered. Netty (4.2.18) removes a connection when it
 * waits for nothing, as after the peer's FIN, and then fails to wait until it is writable: an end
 * that writes after a FIN would lose the connection as soon as the peer is slow. Here the
 * connection stays registered, without an interest. Event loop only.
 */
public final class LastingEpoll implements IoHandler {
  private final IoHandler epoll;

  private LastingEpoll(IoHandler epoll) {
    this.epoll = epoll;
  }

  /** Creates the handlers of event loops, where epoll is available. */
  public static IoHandlerFactory newFactory() {
    IoHandlerFactory epoll = EpollIoHandler.newFactory();
    return executor -> new LastingEpoll(epoll.newHandler(executor));
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Lasting(epoll.register(handle));
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return epoll.run(context);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> type) {
    return epoll.isCompatible(type);
  }

  private static final class Lasting implements IoRegistration {
    private final IoRegistration registration;
    private boolean isAdded;

    Lasting(IoRegistration registration) {
      this.registration = registration;
    }

    @Override
    public long submit(IoOps ops) {
      boolean isNothing = ops instanceof EpollIoOps epollOps && epollOps.value() == 0;
      // EPOLLET alone registers no interest; errors and hang-ups, which are always reported, come
      // once.
      IoOps submitted = isNothing && isAdded ? EpollIoOps.EPOLLET : ops;
      isAdded |= !isNothing;
      return registration.submit(submitted);
    }

    // Netty's signature.
    @SuppressWarnings("TypeParameterUnusedInFormals")
    @Override
    public <T> T attachment() {
      return registration.attachment();
    }

    @Override
    public boolean isValid() {
      return registration.isValid();
    }

    @Override
    public boolean cancel() {
      return registration.cancel();
    }
  }
}
