using IncidentMonitor.Classify;

namespace IncidentMonitor.Tests.Classify;

/// <summary>A tree of four rubrics and a few dozen sentences: enough to see that learning works, small enough for every test run.</summary>
internal static class TinyCorpus
{
    public const string Tree = """
        id,name,topic,group
        road-hole,Яма,Дорожное покрытие,Дороги
        road-snow,Снег на дороге,Уборка дорог,Дороги
        water-none,Нет воды,Водоснабжение,ЖКХ
        water-dirty,Грязная вода,Водоснабжение,ЖКХ
        """;

    private static readonly string[] Places = ["на Ленина", "у школы", "возле дома 5", "в посёлке", "на улице Мира", "около больницы", "у рынка", "в нашем районе"];

    private static readonly (string Label, string Severity, string Text)[] Kernels =
    [
        ("road-hole", "medium", "яма на дороге, пробил колесо"),
        ("road-hole", "low", "когда отремонтируют асфальт, одни выбоины"),
        ("road-snow", "medium", "снег с проезжей части не убирают"),
        ("road-snow", "high", "гололёд на дороге, машины бьются"),
        ("water-none", "high", "второй день нет воды в кранах"),
        ("water-none", "critical", "отключили воду, дети и больные без воды"),
        ("water-dirty", "medium", "из крана течёт ржавая грязная вода"),
        ("water-dirty", "low", "вода пахнет и мутная, почему"),
    ];

    private static readonly string[] Chatter = ["продам щенка", "с днём рождения", "всем доброго утра", "отличный концерт был вчера", "сниму квартиру", "спасибо за праздник"];

    public static string Posts(Func<string, string>? relabel = null) => "text,rubric,severity\n" + string.Join('\n',
        from kernel in Kernels from place in Places select $"\"{kernel.Text} {place}\",{(relabel ?? (l => l))(kernel.Label)},{kernel.Severity}") + "\n";

    public static string NotIncidents() => "text\n" + string.Join('\n', from text in Chatter from place in Places select $"{text} {place}") + "\n";

    public static RubricTree ReadTree()
    {
        using var file = new ScratchFile("tree.csv", Tree);
        return RubricTree.Load(file.Path);
    }

    public static TrainingSet Read(RubricTree tree, string? posts = null)
    {
        using var file = new ScratchFile("posts.csv", posts ?? Posts());
        using var others = new ScratchFile("others.csv", NotIncidents());
        var set = new TrainingSet();
        set.Add(file.Path, tree, new TrainingColumns { Text = "text", Label = "rubric", Topic = "topic", Group = "group", Severity = "severity" });
        set.AddNotIncidents(others.Path, "text");
        return set;
    }
}
