// How every page looks: one sheet, its colours by day and by night.

/// The sheet. Nothing in it is fetched.
package enum PageStyle {
    /// A colour by its name, for light and for dark surroundings. Texts reach 4.5 : 1 on both grounds.
    package static let colours: [(name: String, light: String, dark: String)] = [
        ("ground", "#fbfbfa", "#121416"), ("card", "#ffffff", "#1a1d20"), ("ink", "#17191c", "#eceef0"),
        ("soft", "#565e67", "#a9b1ba"), ("rule", "#dcdfe3", "#343a40"), ("faint", "#f0f1f3", "#23272b"),
        ("link", "#0a539c", "#8fc1f5"), ("critical", "#96104a", "#ff8fb4"), ("high", "#ad260f", "#ff9d88"),
        ("medium", "#815000", "#efba60"), ("low", "#4b5867", "#b4c0cc"), ("ok", "#166239", "#7fd0a0"),
        ("unknown", "#5a4a98", "#c3b5f5"), ("plot", "#1d5fa8", "#8fc1f5"),
    ]

    package static let text: String = {
        let set = { (names: [String]) in names.joined(separator: ";") }
        let light = colours.map { "--\($0.name):\($0.light)" }
        let dark = colours.map { "--\($0.name):\($0.dark)" }
        return ":root{color-scheme:light dark;\(set(light))}\n"
            + "@media(prefers-color-scheme:dark){:root{\(set(dark))}}\n" + frame + parts + lists + drawings + narrow
    }()

    private static let frame = """
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0 auto;max-width:78rem;padding:0 1.5rem 3rem;background:var(--ground);color:var(--ink);\
        font:1rem/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans","Liberation Sans",sans-serif;\
        font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
        a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:.16em}
        a:hover{text-decoration-thickness:2px}
        :focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
        main:focus{outline:none}
        .skip{position:absolute;left:-99rem}
        .skip:focus{left:1rem;top:.5rem;padding:.5rem 1rem;background:var(--card);z-index:1}
        header{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem 1.75rem;padding:1rem 0 .8rem;\
        border-bottom:1px solid var(--rule);margin-bottom:1.75rem}
        .brand{font-weight:700;letter-spacing:-.01em;color:var(--ink);text-decoration:none}
        nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:0;padding:0;list-style:none}
        nav a{display:inline-block;padding:.2rem 0;color:var(--soft);text-decoration:none;\
        border-bottom:2px solid transparent}
        nav a:hover{color:var(--ink)}
        nav [aria-current]{color:var(--ink);border-color:var(--ink)}
        .live{margin:0 0 0 auto;color:var(--soft);font-size:.875rem}
        footer{margin-top:3rem;padding-top:.8rem;border-top:1px solid var(--rule);color:var(--soft);font-size:.875rem}

        """

    private static let parts = """
        h1{font-size:1.85rem;line-height:1.22;font-weight:650;letter-spacing:-.018em;margin:0 0 .5rem;max-width:46rem;\
        text-wrap:balance}
        h2{font-size:1.06rem;line-height:1.3;font-weight:650;margin:2.4rem 0 .7rem}
        h3{font-size:1rem;font-weight:650;margin:0}
        p{margin:0 0 .7rem;max-width:46rem}
        .lead{font-size:1.06rem;color:var(--soft)}
        .soft{color:var(--soft)}
        .small{font-size:.875rem}
        .after{margin-top:.6rem}
        .crumb{margin:0 0 .35rem;font-size:.875rem;color:var(--soft)}
        .critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}
        .ok{color:var(--ok)}.unknown{color:var(--unknown)}
        .badge{font-weight:600;white-space:nowrap}
        .mark{width:.78em;height:.78em;margin-right:.38em;fill:currentColor;vertical-align:-.04em}
        h1 .mark{width:.7em;height:.7em;vertical-align:.02em}
        code,pre{font-family:ui-monospace,"SF Mono","Cascadia Mono","DejaVu Sans Mono",monospace;font-size:.855em}
        pre{margin:0 0 .5rem;padding:.6rem .8rem;background:var(--faint);border-radius:4px;white-space:pre-wrap}
        ul.plain{list-style:none;margin:0;padding:0}
        .rows>li{padding:.6rem 0;border-top:1px solid var(--rule)}
        .rows>li:last-child{border-bottom:1px solid var(--rule)}
        .rows a.what{font-weight:600;color:var(--ink);text-decoration-color:var(--rule)}
        .rows a.what:hover{text-decoration-color:currentColor}
        .rows p{margin:.1rem 0 0;max-width:none}
        dl.facts{display:grid;grid-template-columns:10rem 1fr;gap:.4rem 1.5rem;margin:0 0 .7rem;\
        max-width:62rem}
        .facts dt{color:var(--soft);overflow-wrap:normal}
        .facts dd{margin:0}
        .facts dd p{margin:0 0 .2rem}
        .note{padding:.1rem 0 .1rem 1rem;border-left:3px solid var(--unknown);margin:0 0 1rem}
        .note p:last-child,.note ul{margin-bottom:0}
        .note ul{margin-top:.2rem;padding-left:1.1rem}
        .chips{display:flex;flex-wrap:wrap;gap:.3rem .5rem;margin:0 0 1rem;padding:0;list-style:none;font-size:.9rem}
        .chips a,.chips span{display:inline-block;padding:.15rem .7rem;border:1px solid var(--rule);border-radius:1rem;\
        text-decoration:none;color:var(--soft)}
        .chips a:hover{border-color:var(--soft)}
        .chips [aria-current]{background:var(--ink);border-color:var(--ink);color:var(--ground)}

        """

    private static let lists = """
        table{width:100%;border-collapse:collapse;font-size:.94rem;margin:0 0 1rem}
        caption{text-align:left;color:var(--soft);font-size:.875rem;padding:0 0 .4rem}
        th,td{padding:.42rem 1rem .42rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
        th:last-child,td:last-child{padding-right:0}
        thead th{font-weight:500;color:var(--soft);font-size:.875rem}
        tbody th{font-weight:500}
        .n{text-align:right;white-space:nowrap}
        .t{white-space:nowrap}
        .tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,23rem),1fr));gap:1rem;\
        list-style:none;margin:0;padding:0}
        .tile{background:var(--card);border:1px solid var(--rule);border-radius:6px;padding:.9rem 1.1rem 1rem}
        .tile .top{display:flex;justify-content:space-between;align-items:baseline;gap:1rem;margin:0 0 .35rem}
        .tile ul{list-style:none;margin:0;padding:0}
        .tile .line{display:grid;grid-template-columns:1fr auto;gap:0 1rem;align-items:center;padding:.45rem 0;\
        border-top:1px solid var(--faint)}
        .tile .line p{margin:0}
        .tile .now{font-size:1.25rem;font-weight:600;letter-spacing:-.01em}
        .pulse{display:flex;flex-wrap:wrap;gap:.5rem 2.5rem;margin:0;padding:.9rem 0;border-top:1px solid var(--rule);\
        border-bottom:1px solid var(--rule)}
        .pulse div{min-width:7rem}
        .pulse dt{color:var(--soft);font-size:.875rem}
        .pulse dd{margin:0;font-size:1.06rem;font-weight:600}
        .steps{margin:0;padding:0;list-style:none;counter-reset:step}
        .steps li{counter-increment:step;display:grid;grid-template-columns:2rem 8rem 1fr;gap:0 .5rem;padding:.5rem 0;\
        border-top:1px solid var(--rule)}
        .steps li::before{content:counter(step);color:var(--soft)}
        .steps .done{color:var(--ok);font-weight:600}
        .steps .open{font-weight:600}
        .steps p{margin:0}

        """

    private static let drawings = """
        svg text{fill:var(--soft)}.p-n{paint-order:stroke;stroke:var(--ground);stroke-width:4px;stroke-linejoin:round}
        .plot{display:block;width:100%;height:auto;margin:0 0 .5rem}
        .plot.slim{display:none}
        .p-g{stroke:var(--rule)}.p-b{fill:var(--plot);opacity:.1}.p-l{stroke:var(--soft)}.p-w{stroke:var(--medium)}
        .p-c{stroke:var(--high)}.p-s{fill:none;stroke:var(--plot);stroke-width:1.75;stroke-linejoin:round}
        .p-d{fill:var(--plot)}.p-o{fill:var(--high)}.p-m{stroke:var(--ink)}.p-i{fill:var(--ink);opacity:.1}
        .spark{display:block;width:132px;height:36px}
        .bar{display:block;margin-top:.45rem;width:100%;max-width:16rem;height:.7rem}
        .b-0{fill:var(--faint)}.b-1{fill:var(--plot)}.b-2{fill:var(--soft)}
        .runs{display:block;margin-top:.3rem;width:100%;max-width:21rem;height:auto}
        .runs rect,.runs path{stroke-width:1.4}
        .r-ok{fill:var(--ok);stroke:var(--ok)}.r-flaky{fill:none;stroke:var(--medium)}.r-failed{fill:var(--high);\
        stroke:var(--high)}
        .r-x{fill:var(--ground);stroke:var(--ground)}.r-none{fill:none;stroke:var(--unknown);stroke-dasharray:2 1.6}
        .r-on{fill:none;stroke:var(--plot)}.r-half{fill:var(--medium);stroke:none}
        .key{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:0;margin:0 0 1rem;list-style:none;font-size:.875rem;\
        color:var(--soft)}
        .key svg{width:14px;height:14px;vertical-align:-2px;margin-right:.35rem}
        .life{display:block;width:100%;height:auto}
        .l-critical{fill:var(--critical)}.l-high{fill:var(--high)}.l-medium{fill:var(--medium)}.l-low{fill:var(--low)}

        """

    private static let narrow = """
        @media(max-width:44rem){
        body{padding:0 1rem 2rem}
        header{margin-bottom:1.2rem}
        .live{margin-left:0;width:100%}
        h1{font-size:1.5rem}
        .plot.wide{display:none}.plot.slim{display:block}
        dl.facts{grid-template-columns:1fr;gap:0}
        .runs{max-width:none}
        .facts dd{margin:0 0 .7rem}
        .steps li{grid-template-columns:1.4rem 1fr}
        .steps li>div{grid-column:2}
        table.stack,table.stack tbody,table.stack tr,table.stack th,table.stack td,\
        table.stack caption{display:block;padding:0}
        table.stack thead{position:absolute;left:-99rem}
        table.stack tr{padding:.6rem 0;border-bottom:1px solid var(--rule)}
        table.stack th,table.stack td{border:0;text-align:left;white-space:normal}
        table.stack td[data-label]::before{content:attr(data-label) " ";color:var(--soft)}
        table.stack td:empty{display:none}
        th,td{padding-right:.6rem}
        .wide-only{display:none}
        }
        @media(prefers-reduced-motion:reduce){*{transition:none!important;animation:none!important}}
        @media print{body{max-width:none;background:#fff;color:#000}nav,.live,.skip,.chips{display:none}}

        """
}
