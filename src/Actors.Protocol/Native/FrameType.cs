namespace Actors.Protocol.Native;

/// <summary>What a frame is. The numbers never change their meaning; those of the broker's own frames have the highest bit set.</summary>
public enum FrameType : byte
{
    /// <summary>The client introduces itself.</summary>
    Hello = 0x01,

    /// <summary>Asks for a sign of life; from both sides.</summary>
    Ping = 0x02,

    /// <summary>The sign of life; from both sides.</summary>
    Pong = 0x03,

    /// <summary>Makes sure a queue exists.</summary>
    DeclareQueue = 0x10,

    /// <summary>Makes sure a topic exists.</summary>
    DeclareTopic = 0x11,

    /// <summary>Makes sure a subscription exists.</summary>
    DeclareSubscription = 0x12,

    /// <summary>Removes a queue, topic, subscription or exchange.</summary>
    Delete = 0x13,

    /// <summary>Makes sure an exchange exists.</summary>
    DeclareExchange = 0x14,

    /// <summary>Makes sure a binding exists.</summary>
    Bind = 0x15,

    /// <summary>Removes a binding.</summary>
    Unbind = 0x16,

    /// <summary>Asks for bindings.</summary>
    ListBindings = 0x17,

    /// <summary>Stores messages.</summary>
    Publish = 0x20,

    /// <summary>Stores messages as their publisher wants it.</summary>
    PublishWith = 0x21,

    /// <summary>Begins a session: attaches a consumer.</summary>
    Attach = 0x30,

    /// <summary>Changes how many messages a consumer may hold.</summary>
    SetPrefetch = 0x31,

    /// <summary>Ends a session.</summary>
    Detach = 0x32,

    /// <summary>Ends leases.</summary>
    Settle = 0x33,

    /// <summary>Prolongs leases.</summary>
    Extend = 0x34,

    /// <summary>Takes messages once.</summary>
    Receive = 0x35,

    /// <summary>Ends the wait of a receive.</summary>
    Cancel = 0x36,

    /// <summary>Looks at messages.</summary>
    Browse = 0x40,

    /// <summary>Removes ready and delayed messages.</summary>
    Purge = 0x41,

    /// <summary>Asks what an entity is and holds.</summary>
    Describe = 0x42,

    /// <summary>Asks for a page of entities.</summary>
    List = 0x43,

    /// <summary>Removes a waiting message.</summary>
    CancelMessage = 0x44,

    /// <summary>Delays a waiting message.</summary>
    Reschedule = 0x45,

    /// <summary>The broker accepts the client.</summary>
    Welcome = 0x81,

    /// <summary>A request was carried out.</summary>
    Ok = 0x90,

    /// <summary>A request was refused.</summary>
    Error = 0x91,

    /// <summary>A session has ended.</summary>
    Closed = 0x92,

    /// <summary>The connection ends.</summary>
    Goodbye = 0x93,

    /// <summary>Answers Delete, Purge, Unbind, CancelMessage and Reschedule.</summary>
    Removed = 0x94,

    /// <summary>Answers Publish and PublishWith: the publisher confirm.</summary>
    Confirmed = 0xA0,

    /// <summary>Messages for a session.</summary>
    Deliver = 0xB0,

    /// <summary>Answers Settle and Extend.</summary>
    Settled = 0xB1,

    /// <summary>Answers Receive.</summary>
    Received = 0xB2,

    /// <summary>Answers Browse.</summary>
    Browsed = 0xC0,

    /// <summary>Answers Describe and List.</summary>
    Described = 0xC1,

    /// <summary>Answers ListBindings.</summary>
    Bindings = 0xC2,
}
