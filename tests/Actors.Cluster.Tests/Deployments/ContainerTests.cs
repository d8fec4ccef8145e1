using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Actors.Cluster.Tests.Deployments;

/// <summary>The image and the compose file. That the image builds is not tested: it needs a registry of base images.</summary>
public sealed class ContainerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void The_image_is_built_in_one_stage_and_runs_in_another_as_nobody_special()
    {
        var image = Dockerfile.Read();

        Assert.Equal(2, image.Stages.Count);
        Assert.DoesNotContain("sdk", image.Stages[^1], StringComparison.Ordinal);
        Assert.Equal("$APP_UID", Assert.Single(image.Last("USER")));
        Assert.All(image.Copied, path => Assert.True(Path.Exists(Path.Combine(Folder.Root, path)), $"The Dockerfile copies {path}, which is not there."));
    }

    [Theory]
    [InlineData("200 OK", 0)]
    [InlineData("503 Service Unavailable", 1)]
    public async Task The_health_check_believes_what_the_gateway_answers(string status, int exitCode)
    {
        var command = JsonSerializer.Deserialize<string[]>(Assert.Single(Dockerfile.Read().Last("HEALTHCHECK")).Split("CMD ")[1])!;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, status);
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, Environment = { ["ACTORS__HTTPPORT"] = $"{((IPEndPoint)listener.LocalEndpoint).Port}" } };

        using var check = Process.Start(start)!;
        await check.WaitForExitAsync().WaitAsync(Patience);

        Assert.StartsWith("GET /health/ready HTTP/1.0", await answering.WaitAsync(Patience), StringComparison.Ordinal);
        Assert.Equal(exitCode, check.ExitCode);
    }

    [Fact]
    public async Task The_silos_of_the_compose_file_are_given_what_the_host_knows_and_wait_for_the_database()
    {
        var settings = await Folder.SettingsAsync();
        var compose = Manifest.Parse(Folder.Read("compose.yaml"))[0];
        var silos = compose.Parts("services").Where(service => service.Key.StartsWith("silo-", StringComparison.Ordinal)).Select(service => service.Value).ToList();

        Assert.Equal(2, silos.Count);
        Assert.All(silos, silo =>
        {
            Assert.Empty(silo.Table("environment").Keys.Except(settings));
            Assert.Contains("ACTORS__PASSWORD", silo.Table("environment").Keys);
            Assert.Equal("service_healthy", silo.Text("depends_on/postgres/condition"));
            Assert.Equal("deploy/Dockerfile", silo.Text("build/dockerfile"));
            Assert.All(silo.Texts("ports"), port => Assert.Contains(port.Split(':')[1], Dockerfile.Read().Exposed));
        });
        Assert.NotEmpty(compose.List("services/postgres/healthcheck/test"));
        Assert.Equal(6, silos.SelectMany(silo => silo.Texts("ports")).Select(port => port.Split(':')[0]).Distinct().Count());
    }

    private static async Task<string> AnswerAsync(TcpListener listener, string status)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var request = new byte[1024];
        var read = await stream.ReadAsync(request);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n"));
        return Encoding.ASCII.GetString(request, 0, read);
    }
}
