using Actors.Sample;

return await SampleCommand.RunAsync(args);
