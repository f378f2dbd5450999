package dev.edgekeep.edge.testing;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A gRPC service that repeats what it is told. A unary call for {@code fail} fails with trailers,
 * and one for {@code hang} is not answered.
 */
public final class EchoService {
  public static final Metadata.Key<String> TRAILER =
      Metadata.Key.of("x-trailer", Metadata.ASCII_STRING_MARSHALLER);

  public final BlockingQueue<Metadata> heads = new LinkedBlockingQueue<>();
  public final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();

  /**
   * Unary requests that have arrived: a call that is cancelled before is not seen by the service.
   */
  public final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

  public final AtomicInteger open = new AtomicInteger();

  /** Its definition for a server. */
  public ServerServiceDefinition definition() {
    ServerServiceDefinition service =
        ServerServiceDefinition.builder("test.Echo")
            .addMethod(GrpcPeers.UNARY, ServerCalls.asyncUnaryCall(this::unary))
            .addMethod(
                GrpcPeers.SERVER_STREAM, ServerCalls.asyncServerStreamingCall(this::serverStream))
            .addMethod(
                GrpcPeers.CLIENT_STREAM, ServerCalls.asyncClientStreamingCall(this::clientStream))
            .addMethod(GrpcPeers.BOTH, ServerCalls.asyncBidiStreamingCall(this::both))
            .build();
    return ServerInterceptors.intercept(service, new Recording());
  }

  private void unary(String request, StreamObserver<String> response) {
    Context.current().addListener(context -> cancelled.add(request), Runnable::run);
    requests.add(request);
    switch (request) {
      case "hang" -> {}
      case "fail" -> {
        Metadata trailers = new Metadata();
        trailers.put(TRAILER, "why");
        response.onError(
            Status.NOT_FOUND.withDescription("no such thing: ü").asRuntimeException(trailers));
      }
      default -> {
        response.onNext(request);
        response.onCompleted();
      }
    }
  }

  private void serverStream(String request, StreamObserver<String> response) {
    for (int i = 0; i < 3; i++) {
      response.onNext(request + i);
    }
    response.onCompleted();
  }

  private StreamObserver<String> clientStream(StreamObserver<String> response) {
    StringBuilder all = new StringBuilder();
    return new StreamObserver<>() {
      @Override
      public void onNext(String value) {
        all.append(value);
      }

      @Override
      public void onError(Throwable cause) {
        cancelled.add("clientStream");
      }

      @Override
      public void onCompleted() {
        response.onNext(all.toString());
        response.onCompleted();
      }
    };
  }

  private StreamObserver<String> both(StreamObserver<String> response) {
    open.incrementAndGet();
    return new StreamObserver<>() {
      @Override
      public void onNext(String value) {
        response.onNext(value);
      }

      @Override
      public void onError(Throwable cause) {
        open.decrementAndGet();
        cancelled.add("both");
      }

      @Override
      public void onCompleted() {
        open.decrementAndGet();
        response.onCompleted();
      }
    };
  }

  private final class Recording implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata head, ServerCallHandler<Q, A> next) {
      heads.add(head);
      return next.startCall(call, head);
    }
  }
}
