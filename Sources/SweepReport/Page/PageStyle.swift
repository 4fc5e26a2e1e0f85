/// How the page looks: on screens light and dark, on phones, on paper.
///
/// Contrast: text on its ground at least 4.5 : 1, the marks and edges of windows at least 3 : 1, in
/// both schemes; a test computes it from these values.
enum PageStyle {
  /// Colours by name, for a light and for a dark page.
  static let colors: [(name: String, light: String, dark: String)] = [
    ("ground", "#f3f4f7", "#12161d"), ("paper", "#ffffff", "#1b212b"),
    ("ink", "#1a2230", "#e8ecf3"), ("soft", "#535e70", "#a9b4c5"),
    ("line", "#d5dae3", "#343e4d"), ("link", "#1b4fbd", "#8fb8ff"),
    ("band", "#1d2a44", "#0b1526"), ("bandink", "#ffffff", "#f2f5fa"),
    ("bandsoft", "#c3cee2", "#aebbd0"), ("glow", "#ffd873", "#ffd873"),
    ("wall", "#e9ecf2", "#39445a"), ("edge", "#3b4657", "#0a0e14"),
    ("sky", "#d3def2", "#0a1024"), ("dusk", "#fbe9d2", "#233056"), ("street", "#5b6678", "#8b97ab"),
    ("frame", "#1a2230", "#ffffff"), ("dark", "#1a2230", "#a9b4c5"),
    ("lit", "#ffcf4d", "#ffd24f"), ("litbar", "#8a6400", "#8a6400"),
    ("unlisted", "#c2121f", "#ec2b3d"), ("under", "#7a1fa2", "#b45ae0"),
    ("mark", "#ffffff", "#ffffff"), ("absent", "#1d4f91", "#a9ccff"),
    ("vacant", "#2c3646", "#0b0f16"), ("unsure", "#f4f6f9", "#dfe5ee"),
    ("hatch", "#3f4a5c", "#2a3340"), ("unseen", "#535e70", "#c4ccd8"),
    ("nolist", "#f7e3ad", "#e8d08c"), ("lines", "#5c4400", "#4a3700"),
    ("observed", "#2c6e8f", "#5fb0d6"), ("contacted", "#4a7d3a", "#83c46d"),
    ("seg3", "#1d4f91", "#7fb0f5"), ("seg4", "#2c3646", "#77839a"),
    ("seg5", "#8d98a9", "#a9b4c5"), ("seg6", "#ffffff", "#1b212b"),
  ]

  private static func variables(_ pick: ((name: String, light: String, dark: String)) -> String)
    -> String
  {
    func color(_ name: String) -> String { pick(colors.first { $0.name == name }!) }
    let (strong, weak) = (color("seg5"), color("paper"))
    return colors.map { "--\($0.name):\(pick($0));" }.joined()
      + "--evening:linear-gradient(\(color("sky")),\(color("dusk")));"
      + "--stripes:repeating-linear-gradient(45deg,\(strong),\(strong) 3px,\(weak) 3px,\(weak) 5px);"
  }

  static let css: String = """
    :root{\(variables(\.light))}
    @media screen and (prefers-color-scheme:dark){:root{\(variables(\.dark))}}
    \(rules)
    """

  private static let rules = """
    *{box-sizing:border-box}[hidden]{display:none!important}
    body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif}
    a{color:var(--link)}
    .skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--paper);padding:8px;z-index:2}
    :focus-visible{outline:3px solid var(--link);outline-offset:2px}
    header.band{background:var(--band);color:var(--bandink);padding:28px 0 22px;border-bottom:4px solid var(--glow)}
    .wide{max-width:1212px;margin:0 auto;padding-left:16px;padding-right:16px}
    header.band h1{margin:0;font-size:1.9rem;line-height:1.2}
    header.band p{margin:6px 0 0;color:var(--bandsoft)}
    nav.toc{margin-top:12px;display:flex;flex-wrap:wrap;gap:4px 18px}
    nav.toc a{color:var(--bandink);padding:4px 0}
    main{padding-bottom:40px}
    section{margin-top:30px}
    h2{font-size:1.35rem;margin:0 0 10px;line-height:1.25}
    h3{font-size:1.1rem;margin:22px 0 6px}
    h4{font-size:.95rem;margin:0 0 4px}
    p{margin:6px 0}
    .hint{color:var(--soft)}
    .box{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:14px 16px}
    .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(145px,1fr));gap:12px;margin-top:20px;padding:0;list-style:none}
    .cards li{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:12px 14px}
    .cards b{display:block;font-size:1.35rem;line-height:1.2;font-variant-numeric:tabular-nums}
    .cards span{display:block;color:var(--soft);font-size:.88rem;line-height:1.35}
    .cards .name{color:var(--ink);font-weight:600;font-size:.95rem}
    .cards li.strong{border-left:6px solid var(--unlisted)}
    .asks{display:grid;grid-template-columns:repeat(auto-fit,minmax(270px,1fr));gap:12px}
    .asks h3{margin:0 0 2px;font-size:1rem}
    .asks .answer{font-size:1.25rem;font-weight:700;margin:0 0 4px}
    .asks ul,.plain{margin:4px 0 0;padding-left:20px}
    .rank{list-style:none;margin:6px 0 8px;padding:0}
    .rank li{display:grid;grid-template-columns:1fr auto;gap:0 12px;padding:6px 0;border-top:1px solid var(--line)}
    .rank b{font-variant-numeric:tabular-nums}.rank .bar,.rank .hint{grid-column:1/-1}.rank .hint{font-size:.88rem}
    .rank .bar{margin:3px 0}.asks p.hint{font-size:.88rem}
    .asks.four{grid-template-columns:repeat(auto-fit,minmax(230px,1fr))}.asks h4{font-size:1rem}
    .again{columns:3 330px;column-gap:12px;margin-top:12px}.again .box{break-inside:avoid;margin-bottom:12px}.again h3{margin:0;font-size:1rem}.again{font-size:.93rem}.again p{margin:8px 0 0}.again h3+p,.again p+p{margin-top:4px}
    .scroll{overflow-x:auto;position:relative}
    #days tbody th{white-space:nowrap}
    table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
    th,td{padding:6px 10px;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
    thead th{font-size:.86rem;color:var(--soft);vertical-align:bottom;font-weight:600;word-break:keep-all}
    tbody th{font-weight:500}
    .n{text-align:right}td.n{white-space:nowrap}
    th.n,td.n{padding-left:6px}
    tr:last-child>td,tr:last-child>th{border-bottom:0}
    .keep{white-space:nowrap}.keep code{overflow-wrap:normal}
    .sign{vertical-align:-4px;margin-right:4px;overflow:visible}
    .bar{display:block;height:9px;min-width:64px;background:var(--line);border-radius:3px;overflow:hidden}
    .bar i{display:block;height:100%;background:var(--observed)}
    .bar.c i{background:var(--contacted)}.bar.f i{background:var(--unlisted)}
    .stack{display:flex;height:22px;border:1px solid var(--edge);border-radius:4px;overflow:hidden;background:var(--paper)}
    .stack i{display:block;height:100%}.stack i+i{border-left:1px solid var(--paper)}
    td .stack{height:12px;min-width:80px;margin-top:6px;border-radius:2px}
    .s0{background:var(--lit)}.s1{background:var(--unlisted)}.s2{background:var(--under)}.s3{background:var(--seg3)}
    .s4{background:var(--seg4)}.s5{background:var(--stripes)}
    .s6{background:var(--seg6)}.s7{background:var(--nolist)}
    .tools{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:end;margin:0 0 10px}
    .tools label{font-size:.88rem;color:var(--soft)}
    .tools input,.tools select{display:block;font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--soft);border-radius:6px;padding:6px 8px;min-height:40px;max-width:100%}
    button{font:inherit;color:var(--link);background:none;border:1px solid var(--soft);border-radius:6px;padding:6px 12px;min-height:40px;cursor:pointer}
    thead button{border:0;padding:4px 0;min-height:32px;text-align:inherit;vertical-align:bottom;font-weight:600;font-size:.86rem;color:var(--soft)}
    thead [aria-sort=ascending] button::after{content:" \\2191"}thead [aria-sort=descending] button::after{content:" \\2193"}
    thead [aria-sort=ascending] button,thead [aria-sort=descending] button{color:var(--ink)}
    .path{display:block;color:var(--soft);font-size:.84rem}
    #areas tbody th{min-width:130px}#areas thead th{max-width:100px}#areas thead th,#areas thead button{font-size:.8rem}#areas th,#areas td{padding-left:5px;padding-right:7px}#areas thead th:last-child{padding-bottom:11px}
    tbody th button{border:0;padding:0;min-height:0;text-align:left;text-decoration:underline}
    .legend{display:grid;grid-template-columns:repeat(auto-fill,minmax(250px,1fr));gap:4px 14px;margin:0;padding:0;list-style:none;font-size:.92rem}
    .yard{display:flex;flex-wrap:wrap;gap:18px 0;align-items:flex-end;margin:10px 0;padding:16px 8px 8px;border-radius:10px;background:var(--evening);border:1px solid var(--line)}
    .house{margin:0;max-width:100%}.house:last-child{flex-grow:1}
    .house figcaption{font-size:.84rem;line-height:1.35;padding:4px 16px 0;border-top:4px solid var(--street)}
    .house figcaption b{display:block}
    .house .scroll{padding:3px 12px 0}
    .facade{display:block}
    .defs{position:absolute}
    .wall{fill:var(--wall);stroke:var(--soft)}.roof{stroke:var(--ink);stroke-width:3;fill:none}
    .door{fill:none;stroke:var(--ink);stroke-width:1.5}
    .floor,.entrance{font-size:10px;fill:var(--ink);text-anchor:end}.entrance{text-anchor:middle}
    .lit{fill:var(--lit);stroke:var(--litbar)}.bars{stroke:var(--litbar);stroke-width:.8;opacity:.55}
    .unlisted{fill:var(--unlisted);stroke:var(--frame)}.under{fill:var(--under);stroke:var(--frame)}
    .mark{stroke:var(--mark);stroke-width:2.4;fill:none}
    .absent{fill:none;stroke:var(--absent);stroke-width:2.6}
    .vacant{fill:var(--vacant);stroke:var(--dark)}
    .unsure{fill:url(#hatch);stroke:var(--hatch)}.paper{fill:var(--unsure)}.hatch{stroke:var(--hatch);stroke-width:1.6}
    .unseen{fill:none;stroke:var(--unseen);stroke-dasharray:2 2}
    .nolist{fill:var(--nolist);stroke:var(--lines)}.lines{stroke:var(--lines);stroke-width:1.2}
    .corner{fill:var(--edge);stroke:var(--unsure);stroke-width:.8}
    .outside{fill:none;stroke:var(--ink);stroke-width:1.4;stroke-dasharray:3 2}
    .w:focus{outline:none}.w:focus use,.w:hover use{filter:drop-shadow(0 0 2px var(--ink)) drop-shadow(0 0 1px var(--ink))}
    .w:focus-visible{outline:3px solid var(--link);outline-offset:2px}
    .told{position:fixed;left:0;right:0;bottom:0;margin:0;padding:12px 16px;border-top:4px solid var(--link);background:var(--paper);box-shadow:0 -4px 18px #0006;z-index:1;font-size:.98rem;text-align:center}
    details{margin:8px 0}summary{cursor:pointer;padding:6px 0;color:var(--link)}
    footer{color:var(--soft);font-size:.9rem;margin-top:34px}
    code{font:.92em ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
    @media screen and (max-width:640px){
    header.band h1{font-size:1.45rem}.cards{grid-template-columns:repeat(2,1fr)}.cards li.strong{grid-column:span 2}.cards b{font-size:1.3rem}
    th,td{padding:6px 7px}.drop{display:none}.box{padding:12px}
    #areas tr>:nth-child(2),#areas tr>:nth-child(4),#areas tr>:nth-child(n+7){display:none}
    #areas tbody th{min-width:110px}.bar{min-width:44px}
    .yard{flex-wrap:nowrap;overflow-x:auto}.told{text-align:left}.house{flex:none;max-width:none}
    #areas tbody th{position:sticky;left:0;background:var(--paper)}
    .legend{grid-template-columns:repeat(2,1fr)}tbody th code{display:none}
    }
    @media print{
    @page{size:A4;margin:14mm 12mm}
    body{background:#fff;font-size:10pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
    header.band{background:none;color:#000;border-bottom:2px solid #000;padding:0 0 8px}header.band p{color:#333}
    nav.toc,.tools,.more,.told,.skip,details:not([open]),.cards a{display:none}
    .wide{padding:0 1px;max-width:none}.box,.cards li,.asks>div,figure,tr{break-inside:avoid}h2,h3,h4,section>.hint{break-after:avoid}.path{font-size:7pt}
    .box.long{break-inside:auto}.box{border-color:#999;padding:8px 10px}section{margin-top:16px}
    .cards{grid-template-columns:repeat(4,1fr)}.cards li.strong{grid-column:span 2}.asks{grid-template-columns:repeat(3,1fr);font-size:8.5pt;gap:8px}.asks h3{font-size:9.5pt}.asks .answer{font-size:11pt}.rank li{padding:3px 0}
    .rank .hint,.asks p.hint{font-size:7.5pt}section>.hint{break-inside:avoid}
    .asks.four{grid-template-columns:repeat(4,1fr)}.again{columns:3;column-gap:8px;margin-top:8px;font-size:8pt}.again h3{font-size:9pt}.again p{margin-top:4px}.again .box{margin-bottom:8px}.again .plain{padding-left:12px}
    .scroll{overflow:visible}th,td{padding:3px 5px}thead{display:table-header-group}
    .compound>p,.compound>.stack{break-after:avoid}.yard{gap:10px 0;background:none;border:0;padding:0}
    .facade{zoom:.58}.house .scroll{padding:2px 6px 0}.house figcaption{font-size:8pt;padding:2px 6px 0}
    #areas{font-size:8pt}#areas th,#areas td{padding-left:3px;padding-right:3px}#areas tbody th{min-width:80px}
    #areas thead th,#areas thead button{font-size:6.5pt}.bar,td .stack{min-width:34px}
    .facade{max-width:100%}.wall{fill:#fff}a{color:inherit}
    }
    """
}
