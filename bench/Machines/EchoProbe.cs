using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Actors.Bench.Machines;

/// <summary>Frames that can go to another process and back per second, many under way at a time.</summary>
internal static class EchoProbe
{
    /// <summary>The command that runs <see cref="EchoServer"/> in a process of its own.</summary>
    public const string Command = "echo-server";

    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(300);

    /// <summary>Measures.</summary>
    /// <param name="framesPerWrite">Frames of <see cref="EchoServer.FrameBytes"/> in each write, on both sides.</param>
    /// <param name="duration">How long.</param>
    /// <returns>Frames per second, each counted once.</returns>
    public static double Measure(int framesPerWrite, TimeSpan duration)
    {
        using var server = StartServer(framesPerWrite);
        try
        {
            var port = int.Parse(server.StandardOutput.ReadLine() ?? throw new BenchFailure("The echo server did not start."), CultureInfo.InvariantCulture);
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPAddress.Loopback, port);
            var sender = new Thread(() => SendAll(socket, framesPerWrite)) { IsBackground = true };
            sender.Start();
            Receive(socket, WarmUp);
            var start = Stopwatch.GetTimestamp();
            var received = Receive(socket, duration);
            var elapsed = Stopwatch.GetElapsedTime(start);
            socket.Shutdown(SocketShutdown.Both);
            sender.Join();
            return received / (double)EchoServer.FrameBytes / elapsed.TotalSeconds;
        }
        finally
        {
            server.Kill();
            server.WaitForExit();
        }
    }

    private static Process StartServer(int framesPerWrite)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };

        // Started as "dotnet bench.dll" the process is the runtime, which has to be told what to run.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(EchoProbe).Assembly.Location);
        }

        start.ArgumentList.Add(Command);
        start.ArgumentList.Add(framesPerWrite.ToString(CultureInfo.InvariantCulture));
        return Process.Start(start)!;
    }

    private static void SendAll(Socket socket, int framesPerWrite)
    {
        var frames = new byte[framesPerWrite * EchoServer.FrameBytes];
        try
        {
            while (true)
            {
                EchoServer.Send(socket, frames);
            }
        }
        catch (SocketException)
        {
            // The receiving side has seen enough and closed the connection.
            return;
        }
    }

    private static long Receive(Socket socket, TimeSpan duration)
    {
        var buffer = new byte[EchoServer.ReadBytes];
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        long received = 0;
        while (Stopwatch.GetTimestamp() < end)
        {
            received += socket.Receive(buffer);
        }

        return received;
    }
}
