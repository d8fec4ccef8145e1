using Actors.Amqp.Tests.Hosts;

namespace Actors.Amqp.Tests.Clients;

/// <summary>Clients of other languages, unmodified. Each script says what it does.</summary>
public sealed class ClientTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Python = "/usr/bin/python3";

    [ClientFact("pika (apt-get install python3-pika)", Python, "-c", "import pika")]
    public Task Scripts_of_pika_work() => Tool.RunAsync(Python, [Tool.PathOf("pika_scenarios.py"), $"{host.Port}"], scenarios: 8);

    [ClientFact("rabbitmq-c's tools (apt-get install amqp-tools)", "amqp-publish", "--help")]
    public Task The_command_line_tools_work() => Tool.RunAsync("bash", [Tool.PathOf("amqp_tools.sh"), $"{host.Port}"], scenarios: 5);

    [NodeFact]
    public Task Scripts_of_amqplib_work() => Tool.RunAsync("node", [Tool.PathOf("amqplib/scenarios.js"), $"{host.Port}"], scenarios: 6);
}
