namespace IncidentMonitor.Store.Search.Kibana;

/// <summary>The workspace of this product: a data view over the alias, the searches of <see cref="TriageSearches"/>, three dashboards.</summary>
internal static class IncidentWorkspace
{
    public const string ViewId = "incident-monitor-incidents";

    /// <param name="alias">That people search.</param>
    public static Workspace Create(string alias) => new(
        new DataView(ViewId, alias, "Инциденты", TimeField: "startedAt", Fields),
        TriageSearches.All,
        [ShiftDashboard.Create(), AgencyDashboard.Create(), LeaderDashboard.Create()]);

    private static IReadOnlyList<ViewField> Fields =>
    [
        new("number", "№", FieldFormat.Plain()),
        new("consoleUrl", "Карточка", FieldFormat.Link("Открыть карточку")),
        new("severityRank", "Тяжесть", FieldFormat.Colours(
            (3, Colours.White, Colours.Critical), (2, Colours.White, Colours.High), (1, Colours.Black, Colours.Medium), (0, Colours.Black, Colours.Low))),
        new("severity", "Срочность", FieldFormat.Words(("critical", "Критическая"), ("high", "Высокая"), ("medium", "Обычная"), ("low", "Низкая"))),
        new("status", "Статус", FieldFormat.Words(("new", "Новый"), ("closed", "Закрыт"))),
        new("isUrgent", "Срочный", YesNo),
        new("isOpen", "Не закрыт", YesNo),
        new("isAssigned", "Есть исполнитель", YesNo),
        new("isQuiet", "Найден задним числом", YesNo),
        new("needsHuman", "Проверить рубрику", YesNo),
        new("rubric.name", "Рубрика"),
        new("topic", "Тема"),
        new("group", "Категория"),
        new("block", "Блок"),
        new("confidence", "Уверенность в теме", FieldFormat.Percent()),
        new("place.municipality", "Территория"),
        new("place.settlement", "Населённый пункт"),
        new("place.street", "Улица"),
        new("place.house", "Дом"),
        new("place.object", "Объект"),
        new("place.point", "Точка на карте"),
        new("agency.name", "Исполнитель"),
        new("wave", "Волна"),
        new("reasons", "Почему так решено"),
        new("startedAt", "Начало", Minute),
        new("createdAt", "Принят", Minute),
        new("updatedAt", "Изменён", Minute),
        new("deadline", "Ответить до", Minute),
        new("deadlines.react", "Взять в работу до", Minute),
        new("deadlines.answer", "Срок ответа", Minute),
        new("deadlines.reactedAt", "Взят в работу", Minute),
        new("deadlines.answeredAt", "Ответ дан", Minute),
        new("deadlines.closedAt", "Закрыт", Minute),
        new("deadlines.answerKept", "Отвечено в срок", YesNo),
        new("local.hour", "Час суток"),
        new("local.weekday", "День недели", FieldFormat.Words(("1", "Пн"), ("2", "Вт"), ("3", "Ср"), ("4", "Чт"), ("5", "Пт"), ("6", "Сб"), ("7", "Вс"))),
        new("firstSource", "Откуда", Sources),
        new("sources", "Источники", Sources),
        new("feeds", "Ленты"),
        new("postCount", "Сообщений"),
        new("hasMedia", "Есть фото или видео", YesNo),
        new("reach.views", "Просмотров"),
        new("posts.text", "Текст"),
        new("posts.url", "Ссылки на сообщения", FieldFormat.Link("Источник")),
    ];

    private static FieldFormat YesNo => FieldFormat.Words(("true", "да"), ("false", "нет"));
    private static FieldFormat Minute => FieldFormat.Moment("DD.MM.YYYY HH:mm");
    private static FieldFormat Sources => FieldFormat.Words([.. Web.Words.Sources.Select(source => (source.Key, source.Value))]);
}

/// <summary>One palette for all panels: the eye learns it once. Red is kept for what needs a hand at once.</summary>
internal static class Colours
{
    public const string Critical = "#bd271e";
    public const string High = "#e7664c";
    public const string Medium = "#d6bf57";
    public const string Low = "#98a2b3";
    public const string Good = "#209280";
    public const string Waiting = "#6092c0";
    public const string White = "#ffffff";
    public const string Black = "#1a1c21";
}
